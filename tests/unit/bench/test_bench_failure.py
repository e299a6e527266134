"""A half that fails: it is named with its reason and log, nothing it started is left running."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bench.__main__ import attempt
from bench.errors import BenchError
from bench.figures import Half, Load
from bench.process import Command, run_timed, running


def _command(code: str, folder: Path) -> Command:
    return Command([sys.executable, "-c", code], folder, {}, folder / "child.log")


def test_a_failed_command_is_a_sentence_with_the_log_and_its_last_lines(tmp_path: Path) -> None:
    half = Half()
    attempt(half, lambda: _run(_command("raise SystemExit('the disk is full')", tmp_path)))
    assert "exit code 1" in half.error
    assert str(tmp_path / "child.log") in half.error
    assert half.error.endswith("the disk is full")


def test_messages_without_a_reply_fail_the_half() -> None:
    half = Half(loads={"path": [Load(1, 20, 3, 1.0, 1.0, 1.0, 1.0)]})
    attempt(half, lambda: None)
    assert half.error == "3 messages got no reply"


def test_a_whole_half_has_no_error() -> None:
    half = Half()
    attempt(half, lambda: None)
    assert half.error == ""


def test_a_fault_of_the_benchmark_itself_is_not_taken_for_a_result() -> None:
    def broken() -> None:
        raise KeyError("rasa_url")

    with pytest.raises(KeyError):
        attempt(Half(), broken)


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="took over 0 s"):
        run_timed(_command("import signal; signal.pause()", tmp_path), limit_s=0)


def test_a_child_and_its_children_are_ended_when_the_block_fails(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "grandchild = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "print(grandchild.pid, flush=True)\n"
        "import signal; signal.pause()\n"
    )
    started: list[int] = []

    def block() -> None:
        with running(_command(code, tmp_path)) as child:
            started.extend([child.pid, int(_first_line(tmp_path / "child.log", child=child))])
            raise ConnectionError("something in the block failed")

    with pytest.raises(ConnectionError):
        block()
    assert len(started) == 2
    assert not any(_runs(pid) for pid in started)


def _runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _run(command: Command) -> None:
    run_timed(command, limit_s=30)


def _first_line(log: Path, *, child: subprocess.Popen[bytes]) -> str:
    """The child's first line, read as soon as it is there."""
    while not (text := log.read_text(encoding="utf-8")).endswith("\n"):
        assert child.poll() is None, "the child ended before it said anything"
    return text.strip()
