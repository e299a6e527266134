"""Writes `docs/safety/model-card.md`: what the bot is for, what it was made from, and how well it understands.

Every number on the card comes from the scorer or the installation, none is typed in; an unmet aim stands there as one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from bot.errors import SettingsError
from bot.evaluation.card_facts import Facts
from bot.evaluation.figures import FIGURES, Figure
from bot.evaluation.wilson import wilson

TEMPLATE = Path(__file__).with_name("model_card.md")


def write_model_card(scores: Mapping[str, object], *, facts: Facts, path: Path) -> None:
    """Write the card. Raises SettingsError where `scores` are not the scorer's, or not of the labels of the facts."""
    path.write_text(model_card(scores, facts=facts), encoding="utf-8")


def model_card(scores: Mapping[str, object], *, facts: Facts) -> str:
    """The card as Markdown. `scores` is the JSON object of `tests/evaluation/score.py --json`."""
    rows = [row for figure in FIGURES for row in _figure_row(figure, scores=scores, facts=facts)]
    values = {
        "date": facts.written_on.isoformat(),
        "protocol_version": facts.protocol_version,
        "approved_by": facts.approved_by or "**nobody yet**",
        "model": facts.model,
        "model_sha256": facts.model_sha256,
        "signs": f"{facts.signs:,}",
        "wordings": f"{facts.wordings:,}",
        "rules": f"{facts.rules:,}",
        "training_messages": f"{facts.training_messages:,}",
        "by_author": _counts(facts.by_author),
        "by_flag": _counts(facts.by_flag),
        "messages": f"{_number('messages', scores):g}",
        "figures": "\n".join(rows),
        "unmet": _unmet(scores),
        "by_kind": "\n".join(_fractions("severe_caught_by_kind", scores)),
        "caught_by_flag": "\n".join(_fractions("caught_by_flag", scores)),
    }
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def _figure_row(figure: Figure, *, scores: Mapping[str, object], facts: Facts) -> Iterator[str]:
    if scores.get(figure.name) is None:
        # The scorer has no messages of this kind: there is nothing to say, and nothing to be proud of.
        yield f"| {figure.means} | no message of this kind | | {figure.aim} | not measured |"
        return
    share = _number(figure.name, scores)
    if figure.of is None:
        met = figure.meets(share, low=share, high=share)
        yield f"| {figure.means} | {_percent(share)} | | {figure.aim} | {met} |"
        return
    total = facts.sizes.get(figure.of, 0)
    found = round(share * total)
    if total == 0 or abs(found / total - share) > 1e-4:
        raise SettingsError(f"{figure.name} is no share of {total} messages: scores and labels do not belong together.")
    low, high = wilson(found, total)
    interval = f"{_percent(low)} to {_percent(high)}"
    met = figure.meets(share, low=low, high=high)
    yield f"| {figure.means} | {_percent(share)} ({found} of {total}) | {interval} | {figure.aim} | {met} |"


def _unmet(scores: Mapping[str, object]) -> str:
    unmet = [
        figure.means
        for figure in FIGURES
        if scores.get(figure.name) is not None
        and figure.meets(share := _number(figure.name, scores), low=share, high=share) == "no"
    ]
    return f"Aims that are not met: {'; '.join(unmet)}." if unmet else "No aim is missed on these messages."


def _fractions(name: str, scores: Mapping[str, object]) -> Iterator[str]:
    """Rows of a table of "7/8" by kind or flag."""
    found = scores.get(name)
    if not isinstance(found, Mapping):
        raise SettingsError(f"The scores have no {name}: give the JSON of tests/evaluation/score.py --json.")
    for key, fraction in found.items():
        part, total = (int(number) for number in str(fraction).split("/"))
        low, high = wilson(part, total)
        yield f"| {key} | {part} of {total} | {_percent(low)} to {_percent(high)} |"


def _number(name: str, scores: Mapping[str, object]) -> float:
    value = scores.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise SettingsError(f"The scores have no {name}: give the JSON of tests/evaluation/score.py --json.")
    return float(value)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{name} {count:,}" for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
