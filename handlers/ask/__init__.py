""" "Vad gör jag nu?": any question in anybody's own words, answered from content with its source."""
