"""The week: what each team, EHT, rektor and teachers are told on its first school day, and rektor monthly."""
