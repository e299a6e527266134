"""Runs a child process for the length of a block, and measures how long one takes and how much memory it holds.

Whatever happens in the block, the child and everything that it started are ended.
"""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
def running(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The child; its input is empty, and its output goes to the end of the log."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("a", encoding="utf-8") as output:
        # A session of its own: Ctrl-C reaches only the benchmark, which then ends the child in order.
        child = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            end_all(family(child.pid))
            child.wait()


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
    left_out = {member.pid for member in family(without)} if without else set()
    return sum(member.memory_info().rss for member in family(pid) if member.pid not in left_out) / _MEGABYTE


def cpu_s(pids: tuple[int, ...]) -> float:
    """Seconds of CPU that these processes and all their children have used."""
    members = {member.pid: member for pid in pids for member in family(pid)}
    return sum(sum(member.cpu_times()[:2]) for member in members.values())


def family(pid: int) -> list[psutil.Process]:
    """A process and everything that it started and that still belongs to it; none when it is gone."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def end_all(members: list[psutil.Process]) -> None:
    """End these processes: the first is asked, and may end the others in order; who is left is asked, then killed."""
    for asked in (members[:1], members[1:]):
        for member in asked:
            if member.is_running():
                member.terminate()
        psutil.wait_procs(members, timeout=STOP_WITHIN_S)
    for member in members:
        if member.is_running():
            member.kill()
    psutil.wait_procs(members, timeout=STOP_WITHIN_S)
