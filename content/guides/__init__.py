"""Guides: a step's questions as data, and the pure rules of how one is walked through."""
