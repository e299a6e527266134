"""Calls a coroutine in a process of its own, on the fastest event loop there is.

So sending messages takes no time from whoever measures, and its CPU can be told from all other.
"""

import asyncio
import resource
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from typing import Any

import uvloop


def in_own_process[**P, T](coroutine: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """What it returns or raises. The function and all that it takes and gives must be picklable."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(_run, coroutine, args, kwargs).result()
        except BaseException:
            # Also when this process is told to end: the pool would wait for the work first.
            for child in active_children():
                child.terminate()
            raise


def _run[T](coroutine: Callable[..., Coroutine[Any, Any, T]], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    allow_open_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coroutine(*args, **kwargs))


def allow_open_files() -> None:
    """As many as the system allows: each open stream holds one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
