"""Reads the hazard log `docs/safety/hazards.yml` and writes it out for people as `docs/safety/hazards.md`.

A risk is never written by hand: it follows from severity and likelihood. A control that is only planned never counts
as one. `python -m bot.evaluation.hazards` renews the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import SettingsError
from bot.settings import PROJECT

FOLDER = PROJECT / "docs" / "safety"
SOURCE = FOLDER / "hazards.yml"
PAGE = FOLDER / "hazards.md"

Severity = Literal["minor", "significant", "considerable", "major", "catastrophic"]
Likelihood = Literal["very low", "low", "medium", "high", "very high"]
SEVERITIES: tuple[Severity, ...] = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS: tuple[Likelihood, ...] = ("very low", "low", "medium", "high", "very high")
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rating(_Strict):
    """How bad the harm is, and how often it is expected."""

    severity: Severity
    likelihood: Likelihood


class Control(_Strict):
    """What keeps a hazard from harming, where it stands, the test that fails without it. `planned`: not there yet."""

    what: Sentence
    where: Sentence
    test: Sentence | None = None
    planned: bool = False

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        if not self.planned and self.test is None:
            raise ValueError("a control that is not planned names the test that shows it")
        return self


class Action(_Strict):
    """What still has to be done, and the role that has to do it."""

    what: Sentence
    owner: Literal["clinic", "clinical safety officer", "developers", "operator"]


class Hazard(_Strict):
    """One way in which the bot could hurt somebody."""

    id: Annotated[str, Field(pattern=r"^H\d\d$")]
    hazard: Sentence
    causes: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    harm: Sentence
    before: Rating
    after: Rating
    controls: Annotated[tuple[Control, ...], Field(min_length=1)]
    clinic_must: tuple[Sentence, ...] = ()
    residual: Sentence
    actions: tuple[Action, ...] = ()

    @property
    def standing(self) -> tuple[Control, ...]:
        """The controls that are there."""
        return tuple(control for control in self.controls if not control.planned)


class HazardLog(_Strict):
    """The whole log. `risk`: for each likelihood a number for each severity; `meaning`: what each number means."""

    severity: Mapping[Severity, Sentence]
    likelihood: Mapping[Likelihood, Sentence]
    risk: Mapping[Likelihood, tuple[int, int, int, int, int]]
    meaning: Mapping[int, Sentence]
    hazards: tuple[Hazard, ...]

    def risk_of(self, rating: Rating) -> int:
        """The risk, 1 (least) to 5."""
        return self.risk[rating.likelihood][SEVERITIES.index(rating.severity)]


def read_hazards(path: Path = SOURCE) -> HazardLog:
    """The log of a file. Raises SettingsError naming what is wrong with it."""
    try:
        return HazardLog.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except (OSError, YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {place}: {first['msg']}.") from error


def hazards_page(log: HazardLog) -> str:
    """The log as Markdown, the same for the same log."""
    return "\n".join(_lines(log)).rstrip() + "\n"


def _lines(log: HazardLog) -> Iterator[str]:
    yield from (
        "# Hazard log",
        "",
        "Written from `hazards.yml` beside this file: change that one, then `python -m bot.evaluation.hazards`.",
        "What the log is for, and who has to read it, stands in the [README](README.md). The figures are the makers'",
        "judgement; no clinical safety officer has confirmed them yet. A *planned* control counts for nothing.",
        "",
    )
    yield from _scales(log)
    yield from ("## All hazards, the gravest that remain first", "")
    yield from ("| | hazard | risk before | risk now | controls | planned |", "|---|---|---|---|---|---|")
    for hazard in _by_risk(log):
        planned = len(hazard.controls) - len(hazard.standing)
        before, after = log.risk_of(hazard.before), log.risk_of(hazard.after)
        link = f"[{hazard.id}](#{hazard.id.lower()})"
        yield f"| {link} | {hazard.hazard} | {before} | **{after}** | {len(hazard.standing)} | {planned or ''} |"
    yield from ("", "## Open actions, the gravest hazards first", "", "| hazard | action | who |", "|---|---|---|")
    for hazard in _by_risk(log):
        yield from (f"| {hazard.id} | {action.what} | {action.owner} |" for action in hazard.actions)
    yield ""
    for hazard in log.hazards:
        yield from _hazard(hazard, log=log)


def _scales(log: HazardLog) -> Iterator[str]:
    yield from ("## The scales", "", "| severity | of the worst harm that can be expected |", "|---|---|")
    yield from (f"| {name} | {log.severity[name]} |" for name in SEVERITIES)
    yield from ("", "| likelihood | of that harm, among the patients of a clinic that uses the bot |", "|---|---|")
    yield from (f"| {name} | {log.likelihood[name]} |" for name in LIKELIHOODS)
    yield from ("", f"| risk | {' | '.join(SEVERITIES)} |", f"|---|{'---|' * len(SEVERITIES)}")
    for name in reversed(LIKELIHOODS):
        yield f"| {name} | {' | '.join(str(number) for number in log.risk[name])} |"
    yield ""
    yield from (f"- **{number}**: {meaning}" for number, meaning in sorted(log.meaning.items(), reverse=True))
    yield ""


def _hazard(hazard: Hazard, *, log: HazardLog) -> Iterator[str]:
    yield from (f"## {hazard.id}", "", f"**{hazard.hazard}**", "", f"- Harm: {hazard.harm}")
    yield from (f"- Cause: {cause}" for cause in hazard.causes)
    for name, rating in (("before", hazard.before), ("now", hazard.after)):
        yield f"- Risk {name}: **{log.risk_of(rating)}** ({rating.severity}, {rating.likelihood})"
    yield from ("", "| control | where | shown by |", "|---|---|---|")
    for control in hazard.controls:
        what = f"*planned:* {control.what}" if control.planned else control.what
        yield f"| {what} | `{control.where}` | {f'`{control.test}`' if control.test else ''} |"
    yield ""
    yield from _listed("The clinic must", hazard.clinic_must)
    yield f"- What remains: {hazard.residual}"
    yield from _listed("Open", [f"{action.what} ({action.owner})" for action in hazard.actions])
    yield ""


def _listed(name: str, sentences: Sequence[str]) -> Iterator[str]:
    yield from (f"- {name}: {sentence}" for sentence in sentences)


def _by_risk(log: HazardLog) -> list[Hazard]:
    # sorted() is stable: hazards of one risk keep the order of the log, but for the more severe harm.
    return sorted(
        log.hazards, key=lambda each: (-log.risk_of(each.after), -SEVERITIES.index(each.after.severity), each.id)
    )


if __name__ == "__main__":
    PAGE.write_text(hazards_page(read_hazards()), encoding="utf-8")
