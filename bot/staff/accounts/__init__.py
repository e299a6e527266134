"""The staff's accounts: who they are, how they sign in, and how long a browser stays signed in.

No password, code or session's token is kept, shown again or logged.
"""
