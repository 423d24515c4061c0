"""Who is responsible for a case on a day: its mentors and those who stand in, and its one coordinator."""
