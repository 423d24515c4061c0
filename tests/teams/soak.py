"""The long form: 500 messages, a third of them throttled, and SIGKILL at 50 random moments.

`python -m tests.teams.soak [seed]` says how it went, and ends with 1 if anything was lost or doubled.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

from storage.database import open_database
from tests.project.source import ROOT
from tests.teams.lives import Fate, check, fill, trouble
from tests.teams.room import CLIENT, SECRET, TENANT
from tests.teams.standin.server import standing_in

MESSAGES = 500
KILLS = 50


def main(seed: int) -> None:
    key = Fernet.generate_key().decode()
    with tempfile.TemporaryDirectory() as folder, standing_in() as standin:
        url = f"sqlite:///{Path(folder) / 'narvarolots.db'}"
        database = open_database(url, [key])
        fill(database, standin.teams, standin.service_url, MESSAGES)
        standin.teams.fate = trouble(seed)
        environment = {
            "TEAMS_CLIENT_ID": CLIENT,
            "TEAMS_CLIENT_SECRET": SECRET,
            "TEAMS_TENANT_ID": TENANT,
            **standin.environment,
        }
        fate = Fate(url, key, environment, seed, kills=KILLS, shortest=0.5, longest=1.2)
        command = [sys.executable, "-m", "tests.teams.lives", fate.as_argument()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        marked = check(standin.teams, MESSAGES)
        database.close()
        print(f"{MESSAGES} messages, killed {done.stdout.split()[-1]} times, {marked} marked, none lost.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
