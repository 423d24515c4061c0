"""The conversation that leads through a guide: one question at a time, by button or by typing."""
