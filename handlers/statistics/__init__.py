"""Statistics for who leads: counts and times, never a name, and no group that is too small to be shown."""
