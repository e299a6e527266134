"""`python -m bot` as people call it: up and down again, one clear sentence for what a person must mend."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.settings import PROJECT, Settings
from bot.stack.ports import on_free_ports

pytestmark = pytest.mark.slow


def environment(settings: Settings, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "AFTERCARE_PORT": str(settings.port),
        "AFTERCARE_ACTIONS_PORT": str(settings.actions_port),
        "AFTERCARE_RASA_PORT": str(settings.rasa_port),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def bot(*arguments: str, env: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=PROJECT,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> dict[str, str]:
    return environment(on_free_ports(settings), AFTERCARE_DATA_FOLDER=str(tmp_path / "data"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_up_says_when_it_is_ready_and_stops_cleanly(own: dict[str, str], how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "up"],
        cwd=PROJECT,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "The bot is ready" in line:
                break
        assert "approved by nobody" in said
        assert f"http://127.0.0.1:{own['AFTERCARE_PORT']}/" in said
        assert "model is up to date" in said
        family = psutil.Process(process.pid).children(recursive=True)
        assert family, "Rasa should run as a child"
        process.send_signal(how)
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 0
        assert rest.splitlines()[-1] == "stopped"
    assert [child for child in family if child.is_running()] == []


def test_a_port_in_use_is_named_with_the_setting_that_changes_it(own: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = bot("up", env=own | {"AFTERCARE_RASA_PORT": str(port)})
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "AFTERCARE_RASA_PORT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_protocol_file_stops_the_start_and_is_named(own: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "data" / "protocol", tmp_path / "protocol")
    topic = tmp_path / "protocol" / "topics" / "makeup.yml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("verdict: avoid", "verdict: never", 1), encoding="utf-8")
    done = bot("up", env=own | {"AFTERCARE_PROTOCOL_FOLDER": str(tmp_path / "protocol")})
    assert done.returncode == 1
    assert "makeup.yml:" in done.stderr
    assert "never" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"AFTERCARE_PORT": "none"}, "AFTERCARE_PORT"),
        ({"AFTERCARE_DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"AFTERCARE_DATABASE_URL": "sqlite:////proc/none/x.sqlite3"}, "/proc/none"),
        ({"AFTERCARE_DATA_FOLDER": "/proc/none"}, "/proc/none"),
        ({"AFTERCARE_RASA_ENVIRONMENT": "/nowhere"}, "make setup"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(own: dict[str, str], change: dict[str, str], words: str) -> None:
    done = bot("up", env=own | change)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_chat_in_the_terminal(own: dict[str, str]) -> None:
    done = bot("chat", "--hours", "30", "--variant", "pen", env=own, stdin="can i wear makeup yet\n")
    assert done.returncode == 0, done.stderr
    assert "Not yet." in done.stdout


def test_evaluate_writes_what_the_scorer_reads(own: dict[str, str], tmp_path: Path) -> None:
    """The floor is what this project promises for the sample; the figures of a run are printed by `make evaluate`."""
    folder = PROJECT / "tests" / "evaluation"
    out = tmp_path / "predictions.jsonl"
    done = bot("evaluate", str(folder / "sample.jsonl"), "--out", str(out), env=own)
    assert done.returncode == 0, done.stderr
    scored = subprocess.run(
        [sys.executable, str(folder / "score.py"), str(folder / "sample.jsonl"), str(out), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(scored.stdout)
    assert figures["topic_first_answered"] >= 0.80
    assert figures["topic_precision"] >= 0.70
    assert figures["dialogue_right"] >= 0.90


def test_evaluate_names_the_line_that_it_cannot_read(own: dict[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "1", "text": "hi"}\n{"id": 2\n', encoding="utf-8")
    done = bot("evaluate", str(broken), "--out", str(tmp_path / "out.jsonl"), env=own)
    assert done.returncode == 1
    assert "broken.jsonl:2: expected one JSON object a line" in done.stderr


def test_protocol_commands(own: dict[str, str], tmp_path: Path) -> None:
    shown = bot("protocol", "show", "makeup", "--hours", "60", "--variant", "pen", env=own)
    assert shown.stdout.startswith("With care.")
    assert bot("protocol", "check", env=own).returncode == 0
    schema, content = tmp_path / "schemas", tmp_path / "content.json"
    done = bot("protocol", "export", "--schema", str(schema), "--content", str(content), env=own)
    assert done.returncode == 0, done.stderr
    for kind in ("topic", "clinic", "override"):
        described = json.loads((schema / f"{kind}.schema.json").read_text(encoding="utf-8"))
        assert described["type"] == "object"
    assert "makeup" in json.loads(content.read_text(encoding="utf-8"))["topics"]
    unknown = bot("protocol", "show", "lipstick", env=own)
    assert unknown.returncode == 1
    assert "There is no topic 'lipstick'" in unknown.stderr
