"""A command for writers of lexicon files: what is broken, what fires on a text, what is missed and what fires wrongly.

It reads invented messages of data/nlu alone, never a patient's.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from ruamel.yaml import YAML

from bot.understanding.signs.describe import describe
from bot.understanding.signs.finding import Finding
from bot.understanding.signs.lexicon import Lexicon
from bot.understanding.signs.load import try_lexicon

LEXICON = Path("data/lexicon")
MESSAGES = Path("data/nlu")
DEVELOPMENT = "texting,stories,skincare"
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_TAKEN_BACK = ("absent", "asked", "feared", "other", "past", "figure")

app = typer.Typer(help="Check the lexicon and try it.", no_args_is_help=True)
out = Console(highlight=False, markup=False, soft_wrap=True)


@dataclass(frozen=True)
class Message:
    """One invented message with its labels; `flags` is empty for a harmless one."""

    text: str
    author: str
    flags: frozenset[str]


@app.command()
def check(folder: Path = LEXICON) -> None:
    """Name every mistake of the lexicon's files."""
    lexicon, problems = try_lexicon(folder)
    for problem in problems:
        out.print(str(problem))
    counted = len(lexicon.signs) if lexicon else 0
    out.print(f"{counted} signs, {len(problems)} mistakes")
    raise typer.Exit(code=1 if problems else 0)


@app.command()
def read(text: str, folder: Path = LEXICON) -> None:
    """Say what is read in one text."""
    lexicon = _usable(folder)
    out.print(" ".join(token.text for token in lexicon.tokens(text).tokens).replace("\x01", ",").replace("\x02", "."))
    for line in describe(lexicon.read(text)) or ["nothing found"]:
        out.print(line)


@app.command()
def data(
    flag: str = "",
    authors: str = DEVELOPMENT,
    folder: Path = LEXICON,
    show: int = 20,
    sign: Annotated[str, typer.Option(help="Show only what this sign fires on.")] = "",
) -> None:
    """Count what fires on the invented messages, and show what is missed and what fires on harmless ones."""
    lexicon = _usable(folder)
    lexicon.warm()
    shown: dict[str, list[str]] = {"missed": [], "wrong": []}
    counts: Counter[str] = Counter()
    by_sign: Counter[str] = Counter()
    seconds = 0.0
    for message in messages(MESSAGES, authors=frozenset(authors.split(",")) if authors else None):
        begin = perf_counter()
        findings = [each for each in lexicon.read(message.text) if not sign or each.sign == sign]
        seconds += perf_counter() - begin
        mine = [each for each in findings if each.flag and (not flag or each.flag == flag)]
        _count(message, findings=mine, flag=flag, counts=counts, by_sign=by_sign, shown=shown)
    total = counts["reports"] + counts["others"]
    out.print(f"{total} messages, {1000 * seconds / max(1, total):.2f} ms each")
    held = "read as present or uncertain, red: "
    out.print(f"reports of {flag or 'any flag'}: {counts['reports']}; {held}{counts['held_red']}, ", end="")
    out.print(f"with a hint: {counts['held']}, taken back: {counts['back']}, nothing: {counts['nothing']}")
    out.print(
        f"harmless: {counts['harmless']}; fires red: {counts['wrong_red']}, hint alone: {counts['wrong_hint']}, ",
        end="",
    )
    out.print(f"fired but taken back: {counts['taken_back']}")
    for name, count in by_sign.most_common(15):
        out.print(f"  fires on harmless: {name} {count}")
    for title, key in (("MISSED", "missed"), ("FIRES ON HARMLESS", "wrong")):
        out.print(f"--- {title} (first {show} of {len(shown[key])})")
        for line in shown[key][:show]:
            out.print(line)


def _count(
    message: Message,
    *,
    findings: list[Finding],
    flag: str,
    counts: Counter[str],
    by_sign: Counter[str],
    shown: dict[str, list[str]],
) -> None:
    held = [each for each in findings if each.status not in _TAKEN_BACK]
    red = [each for each in held if each.weight == "red"]
    wanted = flag in message.flags if flag else bool(message.flags)
    counts["reports" if wanted else "others"] += 1
    if wanted:
        counts["held_red" if red else "held" if held else "back" if findings else "nothing"] += 1
        if not red:
            shown["missed"].append(_shown(message, findings))
    elif not message.flags:
        counts["harmless"] += 1
        counts["wrong_red" if red else "wrong_hint" if held else "taken_back" if findings else "quiet"] += 1
        by_sign.update({each.sign for each in red})
        if red:
            shown["wrong"].append(_shown(message, red))


def _shown(message: Message, findings: list[Finding]) -> str:
    return "\n".join([f"* {message.text}", *(f"    {line}" for line in describe(findings))])


def messages(folder: Path, *, authors: frozenset[str] | None) -> Iterator[Message]:
    """The invented messages of `authors` (None: of all) with their labels."""
    yaml = YAML(typ="safe", pure=True)
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"))["nlu"]:
            about = block.get("metadata", {})
            author = about.get("author", "")
            if authors is not None and author not in authors:
                continue
            flags = frozenset(about.get("flags") or ())
            for line in block.get("examples", "").splitlines():
                if line.startswith("- "):
                    yield Message(_ENTITY.sub(r"\1", line[2:].strip()), author, flags)


def _usable(folder: Path) -> Lexicon:
    lexicon, problems = try_lexicon(folder)
    for problem in problems:
        out.print(f"broken: {problem}")
    if lexicon is None:
        raise typer.Exit(code=1)
    return lexicon
