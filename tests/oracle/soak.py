"""The comparison for as long as one likes.

    python -m tests.oracle.soak [--seconds N] [--first SEED] [--fleet] [--alike]

Stops at the first disagreement, shrinks it and shows it.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet

from tests.oracle.files import Names, SharedNames
from tests.oracle.generate import A_FEW, A_FLEET, random_script
from tests.oracle.play import Disagreement, first_disagreement
from tests.oracle.real import Systems, sqlite_systems
from tests.oracle.show import show
from tests.oracle.shrink import focus, shrink
from tests.oracle.world import Script


def main() -> int:
    options = _options()
    until = time.monotonic() + options.seconds
    with TemporaryDirectory(prefix="narvarolots-oracle-") as folder:
        names = SharedNames if options.alike else Names
        systems = sqlite_systems(Path(folder), [Fernet.generate_key().decode()], names)
        for seed in count(options.first):
            if time.monotonic() > until:
                print(f"{seed - options.first} worlds from seed {options.first}, no disagreement")
                return 0
            script = random_script(Random(seed), A_FLEET if options.fleet else A_FEW)
            found = differs(systems, script)
            if found:
                print(f"seed {seed}, step {found.index}", flush=True)
                print(explained(systems, script, found, options.patience))
                return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--fleet", action="store_true", help="forty schools in every world")
    parser.add_argument("--alike", action="store_true", help="every school numbers its pupils alike")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--patience", type=float, default=120, help="seconds for making it smaller")
    return parser.parse_args()


def differs(systems: Systems, script: Script) -> Disagreement | None:
    with systems.fresh() as system:
        return first_disagreement(script, system)


def explained(systems: Systems, script: Script, found: Disagreement, patience: float = 60) -> str:
    """The disagreement, made as small as patience allows, in words."""

    def fails(smaller: Script) -> bool:
        other = differs(systems, smaller)
        return other is not None and other.kind == found.kind

    start = focus(script[: found.index + 1], set(sorted(found.pupils)[:1]), fails)
    small = shrink(start, fails, patience)
    with systems.fresh() as system:
        left = first_disagreement(small, system)
    assert left is not None
    why = f"\nsystem says: {system.last_refusal}" if left.got.refused else ""
    return show(small, left) + why


if __name__ == "__main__":
    sys.exit(main())
