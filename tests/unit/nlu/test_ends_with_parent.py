"""The server ends when its input ends, and only where whoever started it has asked for that."""

import os
import subprocess
import sys

import pytest

from bot.nlu.ends_with_parent import WATCHES_INPUT
from bot.settings import PROJECT

# Says that it runs, then waits for ever on its own; without the watch only a kill ends it.
SERVER = """
import threading
from bot.nlu.ends_with_parent import end_with_parent
end_with_parent()
print("runs", flush=True)
threading.Event().wait()
"""


def server(asked: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=PROJECT,
        env=os.environ | {WATCHES_INPUT: asked},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_it_ends_with_its_input_and_says_why() -> None:
    with server(asked="1") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"runs\n"
        _, said = process.communicate(timeout=30)  # closes the input
    assert process.returncode == 1
    assert b"The application is gone" in said


def test_what_comes_in_does_not_end_it() -> None:
    with server(asked="1") as process:
        assert process.stdin is not None
        process.stdin.write(b"anything\n" * 1000)
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        process.kill()


def test_started_by_hand_it_stays_without_an_input() -> None:
    with server(asked="") as process:
        assert process.stdin is not None
        process.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.kill()
