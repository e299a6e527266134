"""A small lexicon of invented signs beside the project's own rules of context, lists and spellings."""

import shutil
from pathlib import Path

import pytest

from bot.understanding.signs import Lexicon, load_lexicon

HERE = Path(__file__).parent
PROJECT = Path("data/lexicon")
TABLES = ("context.yml", "words.yml", "spelling.yml")


def copy_lexicon(folder: Path) -> Path:
    """The small lexicon and the project's tables, in `folder`."""
    for path in (HERE / "lexicon").glob("*.yml"):
        shutil.copy(path, folder / path.name)
    for name in TABLES:
        shutil.copy(PROJECT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """The small lexicon."""
    return load_lexicon(copy_lexicon(tmp_path_factory.mktemp("lexicon")))
