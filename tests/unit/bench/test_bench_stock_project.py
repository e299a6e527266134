"""The stock project: Rasa's own configuration untouched, and a rule, a story and a response for every intent."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.examples import Example
from bench.stock_project import domain, rules, stories, write_stock_project

INTENTS = ["greet", "makeup"]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "initial_project"
    folder.mkdir()
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        (folder / name).write_text(f"# {name} of Rasa\n", encoding="utf-8")
    return folder


def test_every_intent_is_answered_by_a_rule_and_a_story_with_a_response_that_exists() -> None:
    responses = domain(INTENTS)["responses"]
    for part in (rules(INTENTS)["rules"], stories(INTENTS)["stories"]):
        replies = {steps[0]["intent"]: steps[1]["action"] for steps in (written["steps"] for written in part)}
        assert replies.keys() >= set(INTENTS)
        assert set(replies.values()) <= responses.keys()


def test_what_is_not_understood_is_answered_too() -> None:
    last = rules(INTENTS)["rules"][-1]["steps"]
    assert last == [{"intent": "nlu_fallback"}, {"action": "utter_default"}]


def test_the_files_of_rasa_are_copied_as_they_are(tmp_path: Path, template: Path) -> None:
    project = tmp_path / "project"
    write_stock_project(
        project, template=template, examples=[Example("makeup", "blush?", {}), Example("greet", "hi", {})]
    )
    assert (project / "config.yml").read_text(encoding="utf-8") == "# config.yml of Rasa\n"
    written = YAML(typ="safe").load((project / "domain.yml").read_text(encoding="utf-8"))
    assert written["intents"] == ["greet", "makeup"]
    assert {file.name for file in (project / "data").iterdir()} == {"nlu.yml", "rules.yml", "stories.yml"}


def test_an_old_project_is_never_written_over(tmp_path: Path, template: Path) -> None:
    (tmp_path / "project").mkdir()
    with pytest.raises(FileExistsError):
        write_stock_project(tmp_path / "project", template=template, examples=[])
