"""`python -m tests.slack.standin`: a Slack to try the app against by hand. Ctrl-C ends it."""

from __future__ import annotations

import argparse
import threading

from tests.slack.standin import running_standin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--http", action="store_true", help="signed requests instead of Socket Mode")
    parser.add_argument("--person", action="append", default=[], metavar="EMAIL")
    options = parser.parse_args()
    with running_standin(port=options.port) as slack:
        for email in options.person:
            slack.add_person(email)
        for name, value in slack.env(options.http).items():
            print(f"export {name}={value}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
