"""Calls the people on duty about a case, again and again, until a person acknowledges it."""
