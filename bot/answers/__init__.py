"""What the bot says: pure functions from a message, the dialogue so far, the protocol and the time to replies.

Every clinical sentence comes from the protocol; this package only chooses and places it, and computes the hours.
"""
