"""What runs in Rasa's own environment: a changed encoder is refused, and a component that needs TensorFlow says so."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import PROJECT, Settings

pytestmark = pytest.mark.slow


def in_rasas_environment(code: str, *arguments: str, settings: Settings) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [settings.rasa_environment / "bin" / "python", "-W", "ignore", "-c", code, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


LOAD = """
import sys, pathlib, rasa.shared.utils.io
from bot.nlu.sentence_encoder import Encoder
config = rasa.shared.utils.io.read_yaml_file("config.yml")["pipeline"][0]
print(Encoder(pathlib.Path(sys.argv[1]), config["sha256"])("can I wear make-up").shape)
"""


def test_the_carried_encoder_is_the_one_that_config_names(settings: Settings) -> None:
    done = in_rasas_environment(LOAD, "models/encoder", settings=settings)
    assert done.stdout.strip() == "(384,)", done.stderr


@pytest.mark.parametrize("name", ["tokenizer.json", "all-MiniLM-L6-v2.int8.onnx"])
def test_a_changed_or_missing_encoder_file_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    shutil.copytree(PROJECT / "models" / "encoder", tmp_path / "encoder")
    with (tmp_path / "encoder" / name).open("ab") as file:
        file.write(b" ")
    changed = in_rasas_environment(LOAD, str(tmp_path / "encoder"), settings=settings)
    assert changed.returncode == 1
    assert "but config.yml expects" in changed.stderr
    assert f"git checkout -- {tmp_path / 'encoder' / name}" in changed.stderr
    (tmp_path / "encoder" / name).unlink()
    assert "is missing" in in_rasas_environment(LOAD, str(tmp_path / "encoder"), settings=settings).stderr


def test_what_needs_tensorflow_says_that_there_is_none(settings: Settings) -> None:
    code = "from keras import Model\nclass Diet(Model): pass\nDiet()"
    done = in_rasas_environment(code, settings=settings)
    assert "Diet needs TensorFlow, which this environment leaves out" in done.stderr
