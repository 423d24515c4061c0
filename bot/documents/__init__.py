"""Filled-in documents as files, and the page where they are fetched."""
