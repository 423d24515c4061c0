"""EHT's threads: one a case in the team's channel, whose first message always shows the present state."""
