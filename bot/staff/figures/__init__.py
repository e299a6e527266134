"""What the clinic measures about its cases: a page of figures and an export, for the staff alone.

Nothing here reads a word of a patient, a name or a number.
"""
