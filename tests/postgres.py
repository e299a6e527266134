"""A real PostgreSQL server for the tests, from the package `pgserver`, and an empty database on it for each test."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psutil
from pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import create_engine, make_url, text

STARTS = 5


@contextmanager
def closing_server() -> Iterator[str]:
    """The address of a server that ends with the block.

    Its folder is not below that of pytest, which each of its starts closes to other users: PostgreSQL runs as one.
    """
    with TemporaryDirectory(prefix="aftercare-postgres-", ignore_cleanup_errors=True) as folder:
        server = _start(Path(folder))
        try:
            yield server.get_uri()
        finally:
            _end_at_once(server)
            server.cleanup()


def _start(folder: Path) -> PostgresServer:
    """`pgserver` waits 10 seconds, in which a busy machine may not bring a server up; it finds the started one then."""
    for _ in range(STARTS):
        try:
            return get_server(folder, cleanup_mode="delete")
        except subprocess.TimeoutExpired:
            continue
    raise TimeoutError(f"PostgreSQL did not start in {STARTS} tries")


def _end_at_once(server: PostgresServer) -> None:
    """`pgserver` waits a minute for whoever is still connected, and every other test process waits for it meanwhile."""
    pid = server.get_pid()
    if pid is not None:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=30)


def empty_database(server: str) -> str:
    """The address of a new database on the server."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
