"""A uvicorn server in a thread, so that one process serves the public application and, on loopback, the actions.

Entering the block returns once the port listens, or raises StartError; signals stay with the main thread. The end of
the block waits for requests that run, but never for long.
"""

import resource
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from bot.errors import StartError

# A request that has not ended by then is cut off.
STOP_WITHIN_S = 5
# Each open page holds a connection, of which a shell's usual limit allows a thousand.
_OPEN_FILES = 16_384


class WebServer:
    """`with WebServer(app, host=..., port=...):` serves for the length of the block.

    What the application's lifespan yields as `before_stop` is called first at the block's end: there an application
    ends what would go on by itself, such as streams.
    """

    def __init__(self, app: ASGIApp, *, host: str, port: int) -> None:
        self._server = _Server(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_WITHIN_S,
            )
        )
        self._thread = threading.Thread(target=self._serve, name=f"http-{port}", daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._address = (host, port)

    def __enter__(self) -> Self:
        try:
            self._socket.bind(self._address)
            # From here on a connection waits for the server instead of being refused.
            self._socket.listen()
        except OSError as error:
            self._socket.close()
            raise StartError(
                f"{self._address[0]}:{self._address[1]} cannot be listened on: {error.strerror}"
            ) from error
        _allow_open_files()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=2 * STOP_WITHIN_S)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run([self._socket])


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state.get("before_stop", lambda: None)()
        await super().shutdown(sockets)


def _allow_open_files() -> None:
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
