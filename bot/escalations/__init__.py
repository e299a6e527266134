"""Cases for the clinic's staff."""
