"""The school morning: what the plan's triggers find, the cases it opens and moves, and what is said."""
