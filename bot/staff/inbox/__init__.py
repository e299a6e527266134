"""The list of cases for staff: what is worst and waits longest stands first, and it keeps itself up to date."""
