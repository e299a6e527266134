"""Reads a lexicon folder, all of it or nothing: every mistake is named with its file, line and how to mend it.

A pattern that cannot be read, or that would fire on nearly any message, never reaches a patient's words.
"""

from collections.abc import Iterable
from pathlib import Path

from bot.errors import AftercareError
from bot.protocol.problems import Problem
from bot.protocol.yaml_lines import Key
from bot.understanding.signs.attributes import Attributes
from bot.understanding.signs.build import Builder, named_lists
from bot.understanding.signs.context import Context
from bot.understanding.signs.files import read_files
from bot.understanding.signs.lexicon import Lexicon
from bot.understanding.signs.matcher import Matcher
from bot.understanding.signs.pattern import Prefix, Sequence, Word, walk
from bot.understanding.signs.spelling import Speller, english

_SHORTEST_STEM = 4


class LexiconError(AftercareError):
    """The lexicon cannot be used; `problems` says why, one a line when printed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of `folder`. Raises LexiconError with every mistake of every file."""
    lexicon, problems = try_lexicon(folder)
    if problems or lexicon is None:
        raise LexiconError(problems)
    return lexicon


def try_lexicon(folder: Path) -> tuple[Lexicon | None, list[Problem]]:
    """The lexicon without its broken lines, and what is broken; None where a table of the engine is broken."""
    files = read_files(folder)
    context_file = files.context
    if context_file is None or files.spelling is None or files.words is None:
        return None, sorted(set(files.problems))
    spelling = files.spelling.shape
    speller = Speller(spelling.spellings, domain=spelling.domain, known=spelling.known)
    builder = Builder(files, speller, named_lists(files))
    signs, patterns = builder.signs()

    def parsed(line: str, key: Key) -> Sequence | None:
        return builder.tree(line, read=context_file, key=key)

    context = Context.of(context_file, parsed=parsed)
    attributes = Attributes.of(context_file, parsed=parsed)
    trees = (*(pattern.tree for pattern in patterns), *context.trees(), *attributes.trees())
    reader = speller.with_words(_domain_words(trees))
    lexicon = Lexicon(signs=signs, matcher=Matcher(patterns), speller=reader, context=context, attributes=attributes)
    return lexicon, sorted(set(files.problems))


def _domain_words(trees: Iterable[Sequence]) -> set[str]:
    """Words to mend towards: every word of a pattern, and the English words that a beginning stands for."""
    nodes = [node for tree in trees for node in walk(tree)]
    words = {node.text for node in nodes if isinstance(node, Word)}
    stems = tuple({node.stem for node in nodes if isinstance(node, Prefix) and len(node.stem) >= _SHORTEST_STEM})
    return words | {word for word in english() if word.startswith(stems)}
