"""The pages for the clinic's staff: sign-in, the inbox, figures, and who may use them.

Nothing of a patient is shown before somebody has signed in whose role the page names.
"""
