"""Documents filled in: what stands in each, who may have it, and the short-lived link to it."""
