"""A uvicorn server in a thread, so that one process serves the public application and, on loopback, the actions.

Entering the block returns once the port listens, or raises StartError; signals stay with the main thread.
"""

import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from bot.errors import StartError


class WebServer:
    """`with WebServer(app, host=..., port=...):` serves for the length of the block."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        self._server = uvicorn.Server(
            uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
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
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def _serve(self) -> None:
        self._server.run([self._socket])
