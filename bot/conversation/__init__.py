"""The life of a message: `receive` commits it, a turn answers it, and replies are handed over from committed rows."""
