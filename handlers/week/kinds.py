"""What the lines of a week are called."""

SIGN, OPENED, STEP, MONTH_NUMBERS = "sign", "opened", "step", "month"
"""A pupil's pattern under every limit; a case since the last week; how many open cases stand on a step
(`what`); the month in numbers: cases opened, of them and others closed, decisions that wait, overdue."""
REGISTERED, MISSING = "registered", "missing"
"""A class' lessons (or a subject's in it) and how many are registered; a teacher's lessons that are not."""
NEW, DECIDE, OVERDUE_NOW, RISING, CLOSE = "new", "decide", "overdue", "rising", "close"
GROUPS = (NEW, DECIDE, OVERDUE_NOW, RISING, CLOSE)
"""EHT's agenda, in its order."""
UNCLAIMED = "unclaimed"
"""`what` of a case that waits for somebody in EHT to take it; else the kind of rektor's decision."""
