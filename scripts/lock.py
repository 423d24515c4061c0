"""Writes the two lock files from pyproject.toml and requirements.in; `make lock` runs it.

Universal: one lock for Linux and macOS and every Python from 3.11. Hashes, no addresses of any index.
"""

import os
import subprocess
import sys
from pathlib import Path

RUNTIME = Path("requirements.lock")
DEVELOPMENT = Path("requirements-dev.lock")
HEADER = "# Written by `make lock` from pyproject.toml and requirements.in. Do not edit.\n"


def compile_lock(target: Path, *options: str) -> None:
    """Resolves into `target`, keeping the versions it already holds unless told to upgrade."""
    command = ["uv", "pip", "compile", "pyproject.toml", "requirements.in", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-header"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--output-file", str(target), *options]
    search_path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(command, check=True, env={**os.environ, "PATH": search_path})
    target.write_text(HEADER + target.read_text(encoding="utf-8").removeprefix(HEADER), encoding="utf-8")


def main() -> None:
    """The development lock is held to the versions of the first: what is tested is what is run."""
    compile_lock(RUNTIME, *sys.argv[1:])
    compile_lock(DEVELOPMENT, "--extra", "dev", "--constraint", str(RUNTIME), *sys.argv[1:])


if __name__ == "__main__":
    main()
