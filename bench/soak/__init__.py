"""A long load on the real bot while its processes are killed: no message may be lost, doubled or out of order.

The patients do what the page does: they send again with the same id until a message is accepted, and come back to their
stream from where they were.
"""
