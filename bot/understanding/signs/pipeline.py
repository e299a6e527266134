"""The spaCy pipeline that reads a message: our own cut, then the components spelling, signs, context and attributes.

The components keep nothing of a message but in its Doc, so threads may share a pipeline. spaCy never logs the text.
"""

from collections import defaultdict
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from bot.understanding.signs.attributes import Around
from bot.understanding.signs.context import Verdict
from bot.understanding.signs.document import TOKENIZER, Cutter, Tables, tables_of
from bot.understanding.signs.matcher import Hit, longest
from bot.understanding.signs.tokens import spelled

SIGNS = "signs"
COMPONENTS = ("spelling", "signs", "context", "attributes")


def make_pipeline(tables: Tables) -> Language:
    """A blank English pipeline with our tokenizer and components."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    cutter = Cutter()
    cutter.tables = tables
    nlp.tokenizer = cutter
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


class _Component:
    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.tables = tables_of(nlp)


@Language.factory("spelling")
class Spelling(_Component):
    """Gives the message its normal form: `doc._.read`, and `token._.normal` of each written token."""

    def __call__(self, doc: Doc) -> Doc:
        """Spell."""
        doc.user_data["read"] = spelled(doc.user_data["pieces"], speller=self.tables.speller)
        return doc


@Language.factory("signs")
class Signs(_Component):
    """Finds the signs: `doc.spans["signs"]`, each with `sign`, `pattern` and `file_line`, in the order of the text."""

    def __call__(self, doc: Doc) -> Doc:
        """Find."""
        by_sign: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.tables.matcher.hits(doc.user_data["read"]):
            by_sign[hit.pattern.owner].append(hit)
        chosen = [hit for hits in by_sign.values() for hit in longest(hits)]
        chosen.sort(key=lambda hit: (hit.first, hit.last, hit.pattern.owner))
        doc.user_data["hits"] = chosen
        doc.spans[SIGNS] = [_span(doc, hit, number=number) for number, hit in enumerate(chosen)]
        return doc


@Language.factory("context")
class ContextRules(_Component):
    """Says what the words around each sign make of it: `span._.status`, and the `rules` that made it."""

    def __call__(self, doc: Doc) -> Doc:
        """Judge."""
        hits: list[Hit] = doc.user_data["hits"]
        if hits:
            verdicts = self.tables.context.verdicts(doc.user_data["read"], hits=hits, flags=self.tables.flags)
            doc.user_data["verdicts"] = verdicts
        return doc


@Language.factory("attributes")
class AttributeWords(_Component):
    """Says what stands beside each sign: `trend`, `strength`, `site` and `since` of `span._`."""

    def __call__(self, doc: Doc) -> Doc:
        """Look around."""
        hits: list[Hit] = doc.user_data["hits"]
        if hits:
            words, read, text = self.tables.attributes, doc.user_data["read"], doc.text
            seen = words.seen(read)
            doc.user_data["around"] = [words.of_hit(hit, seen=seen, read=read, text=text) for hit in hits]
        return doc


def _span(doc: Doc, hit: Hit, *, number: int) -> Span:
    written, places = doc.user_data["read"].written, doc.user_data["places"]
    first, last = places[written[hit.first]], places[written[hit.last - 1]]
    return Span(doc, first, last + 1, label=hit.pattern.owner, span_id=number)


# spaCy keeps what is set on a span by its place alone, and two signs may stand in one place: so each is looked up by
# the id of its span, which is its number among the hits.
def _hit(span: Span) -> Hit:
    hit: Hit = span.doc.user_data["hits"][span.id]
    return hit


def _verdict(span: Span) -> Verdict:
    verdict: Verdict = span.doc.user_data["verdicts"][span.id]
    return verdict


def _around(span: Span) -> Around:
    around: Around = span.doc.user_data["around"][span.id]
    return around


_GETTERS: dict[str, Callable[[Span], object]] = {
    "sign": lambda span: span.label_,
    "pattern": lambda span: _hit(span).pattern.line,
    "file_line": lambda span: _hit(span).pattern.file_line,
    "status": lambda span: _verdict(span).status,
    "rules": lambda span: _verdict(span).rules,
    "trend": lambda span: _around(span).trend,
    "strength": lambda span: _around(span).strength,
    "site": lambda span: _around(span).site,
    "since": lambda span: _around(span).since,
}
for _name, _getter in _GETTERS.items():
    Span.set_extension(_name, getter=_getter)
