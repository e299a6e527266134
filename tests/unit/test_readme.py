"""What the README says is true: its commands exist, its links lead somewhere, its example of an override loads."""

import re
import shutil
import textwrap
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.protocol import Variant, Verdict, holds_at, load_protocol
from bot.settings import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))


def test_every_make_command_is_there() -> None:
    assert set(re.findall(r"(?:`|    )make ([a-z-]+)", README)) <= TARGETS


def test_every_make_target_is_told_of() -> None:
    assert {target for target in TARGETS if f"make {target}" not in README} == set()


def test_every_command_of_the_bot_is_there() -> None:
    command = get_command(app)
    known = set(command.commands)  # type: ignore[attr-defined]
    told = set(re.findall(r"python -m bot ([a-z]+)", README))
    assert told <= known
    assert {name for name in known if f"`{name}" not in README and f"bot {name}" not in README} == set()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (PROJECT / link).exists()


def test_the_example_of_an_override_loads(tmp_path: Path) -> None:
    (example,) = (each for each in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "schedules" in each)
    (tmp_path / "our-protocol.yml").write_text(textwrap.dedent(example), encoding="utf-8")
    shutil.copytree(PROJECT / "data" / "protocol", tmp_path / "protocol")
    clinic = (PROJECT / "data" / "clinic.yml").read_text(encoding="utf-8")
    (tmp_path / "clinic.yml").write_text(clinic + "\nprotocol_override: our-protocol.yml\n", encoding="utf-8")
    protocol = load_protocol(tmp_path / "protocol", clinic_file=tmp_path / "clinic.yml")
    assert protocol.approved_by is not None
    holding = holds_at(protocol.topics["exercise"], hours=60, variant=Variant.pen)
    assert holding is not None
    assert holding.phase.verdict is Verdict.avoid
