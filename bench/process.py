"""Runs a child process for the length of a block, and measures how long one takes and how much memory it holds.

Whatever happens in the block, the child and everything that it started are ended.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil

from bench.errors import BenchError

STOP_WITHIN_S = 20
_MEGABYTE = 2**20


@dataclass(frozen=True)
class Command:
    """What is run, where, and where its output goes."""

    arguments: list[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path


@contextmanager
def running(command: Command, *, spoken_to: bool = False) -> Iterator[subprocess.Popen[str]]:
    """The child. With `spoken_to` its stdin and stdout are pipes, and closing stdin is how it is asked to end."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("a", encoding="utf-8") as output:
        # A session of its own: Ctrl-C reaches only the benchmark, which then ends the child in order.
        child = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.PIPE if spoken_to else subprocess.DEVNULL,
            stdout=subprocess.PIPE if spoken_to else output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            _end(child, ask_first=spoken_to)


def run_timed(command: Command, *, limit_s: float) -> float:
    """Run it to its end: the seconds it took. Raises BenchError when it fails or takes over `limit_s` seconds."""
    began = perf_counter()
    with running(command) as child:
        try:
            code = child.wait(timeout=limit_s)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"`{' '.join(command.arguments[1:4])}` took over {limit_s} s.", log=command.log) from error
    if code:
        raise BenchError(f"`{' '.join(command.arguments[1:4])}` failed with exit code {code}.", log=command.log)
    return perf_counter() - began


def memory_mb(pid: int, *, without: int | None = None) -> float:
    """Resident memory (RSS) of a process and its children in MB; `without` is a child left out with its children."""
    left_out = {member.pid for member in _family(without)} if without else set()
    return sum(member.memory_info().rss for member in _family(pid) if member.pid not in left_out) / _MEGABYTE


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _end(child: subprocess.Popen[str], *, ask_first: bool) -> None:
    family = _family(child.pid)
    if ask_first and child.stdin is not None:
        with suppress(BrokenPipeError):
            child.stdin.close()
        psutil.wait_procs(family, timeout=STOP_WITHIN_S)
    for member in family:
        if member.is_running():
            member.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_WITHIN_S)
    for member in alive:
        member.kill()
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
