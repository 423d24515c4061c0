"""A second opinion on RULES.md: an oracle over plain lists, random schools, and the comparison.

`rules.py` was written from RULES.md alone, without a look at the engine. Run it for longer than the
suite does with `python -m tests.oracle.soak`.
"""
