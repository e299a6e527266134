"""A copy of the default protocol's files that a test may break, and what loading it says."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.protocol import Problem, Protocol, ProtocolError, load_protocol

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder that holds `protocol/` and `clinic.yml`."""
    shutil.copytree(DATA / "protocol", tmp_path / "protocol")
    shutil.copy(DATA / "clinic.yml", tmp_path / "clinic.yml")
    return tmp_path


@pytest.fixture
def change(copy: Path) -> Callable[[str, str, str], int]:
    """Replaces the first `old` of a file by `new`; the line on which it stood is returned."""

    def change(file: str, old: str, new: str) -> int:
        path = copy / file if file == "clinic.yml" else copy / "protocol" / file
        text = path.read_text(encoding="utf-8")
        place = text.index(old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text.count("\n", 0, place) + 1

    return change


@pytest.fixture
def override(copy: Path) -> Callable[[str], None]:
    """Lays an override file over the copy."""

    def override(text: str) -> None:
        (copy / "ours.yml").write_text(text, encoding="utf-8")
        with (copy / "clinic.yml").open("a", encoding="utf-8") as clinic:
            clinic.write("\nprotocol_override: ours.yml\n")

    return override


@pytest.fixture
def load(copy: Path) -> Callable[[], Protocol]:
    """Loads the copy."""
    return lambda: load_protocol(copy / "protocol", clinic_file=copy / "clinic.yml")


@pytest.fixture
def problems(load: Callable[[], Protocol]) -> Callable[[], tuple[Problem, ...]]:
    """What loading the copy complains of."""

    def problems() -> tuple[Problem, ...]:
        with pytest.raises(ProtocolError) as told:
            load()
        return told.value.problems

    return problems
