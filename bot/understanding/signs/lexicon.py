"""Reads a message for signs, with what the words around each make of it. Pure, and never raises on any text."""

from collections.abc import Mapping

from spacy.tokens import Span

from bot.understanding.signs.attributes import Attributes
from bot.understanding.signs.context import Context
from bot.understanding.signs.document import Tables
from bot.understanding.signs.finding import Finding, Sign
from bot.understanding.signs.matcher import Matcher
from bot.understanding.signs.pipeline import SIGNS, make_pipeline
from bot.understanding.signs.spelling import Speller
from bot.understanding.signs.tokens import LONGEST_READ, Read, read_tokens


class Lexicon:
    """Signs, their patterns, and the rules of context, ready to read messages. `nlp` is the pipeline that reads."""

    def __init__(
        self,
        *,
        signs: Mapping[str, Sign],
        matcher: Matcher,
        speller: Speller,
        context: Context,
        attributes: Attributes,
    ) -> None:
        self.signs = dict(signs)
        self.context = context
        self._tables = Tables(self.signs, matcher, speller, context, attributes)
        self.nlp = make_pipeline(self._tables)

    def warm(self) -> None:
        """Compile every pattern and the index of typos now (seconds), rather than when a message first needs it."""
        self._tables.matcher.warm()
        self._tables.context.warm()
        self._tables.attributes.warm()
        self._tables.speller.warm()

    def tokens(self, text: str) -> Read:
        """The words of a message in their normal form."""
        return read_tokens(text, speller=self._tables.speller)

    def read(self, text: str) -> tuple[Finding, ...]:
        """Every sign that the text speaks of, in its order: one finding for overlapping wordings of a sign."""
        doc = self.nlp(text[:LONGEST_READ])
        return tuple(self._finding(span, text=text) for span in doc.spans[SIGNS])

    def _finding(self, span: Span, *, text: str) -> Finding:
        said = span._
        sign = self.signs[said.sign]
        return Finding(
            sign=sign.id,
            flag=sign.flag,
            topic=sign.topic,
            weight=sign.weight,
            level=sign.level,
            status=said.status,
            trend=said.trend,
            strength=said.strength,
            site=said.site,
            since=said.since,
            # Not the span's own text: a character that has no UTF-8 is another in the Doc.
            phrase=text[span.start_char : span.end_char],
            start=span.start_char,
            end=span.end_char,
            pattern=said.pattern,
            file_line=said.file_line,
            context=said.rules,
        )
