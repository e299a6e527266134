"""Ends the Rasa server at once when the process that started it is gone, however that came to its end.

That process holds the other end of this one's standard input: when it dies, killed or not, the input ends. Nothing is
lost with the server, which keeps no truth. A server that was started by hand is left alone.
"""

import os
import sys
from threading import Thread

# Set by who starts the server with a pipe as its input, and keeps the pipe open as long as the server is wanted.
WATCHES_INPUT = "AFTERCARE_RASA_ENDS_WITH_ITS_INPUT"
_INPUT = 0


def end_with_parent() -> None:
    """Watch the standard input from now on, if the environment says so."""
    if os.environ.get(WATCHES_INPUT) == "1":
        Thread(target=_watch, name="ends-with-parent", daemon=True).start()


def _watch() -> None:
    while os.read(_INPUT, 1024):
        pass
    sys.stderr.write("The application is gone; Rasa ends with it.\n")
    # Not in order: Sanic would wait for open connections, and the port must be free for the next start.
    os._exit(1)
