"""Makes a spaCy Doc of a message, cut as the project cuts it; together its tokens are the text, character by character.

Every Doc has a Vocab of its own, which goes when the Doc goes: no word of a patient ever stays in a StringStore.
Never give two messages one Vocab, not even within `nlp.memory_zone()`: threads would read each other's words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.util import registry
from spacy.vocab import Vocab

from bot.understanding.signs.attributes import Attributes
from bot.understanding.signs.context import Context
from bot.understanding.signs.expression import HARD, SOFT
from bot.understanding.signs.finding import Sign
from bot.understanding.signs.matcher import Matcher
from bot.understanding.signs.spelling import Speller
from bot.understanding.signs.tokens import Piece, Read, cut

TOKENIZER = "aftercare.Cutter"


@dataclass(frozen=True)
class Tables:
    """What the files of the lexicon say, ready to be applied; one for all messages and all threads."""

    signs: dict[str, Sign]
    matcher: Matcher
    speller: Speller
    context: Context
    attributes: Attributes
    flags: dict[str, str | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flags", {key: sign.flag for key, sign in self.signs.items()})


class Cutter:
    """The tokenizer: a Doc whose `user_data` holds the pieces, and of each the place of its token."""

    tables: Tables

    def __call__(self, text: str) -> Doc:
        """The Doc of any text."""
        pieces = cut(text, speller=self.tables.speller)
        words, spaces, places = laid_out(text, pieces=pieces)
        # The attributes of spaCy's lexemes (shape, like_url ...) are never asked for, and cost more than all the rest.
        vocab = Vocab(lex_attr_getters={})
        try:
            doc = Doc(vocab, words=words, spaces=spaces)
        except UnicodeEncodeError:
            # Half an emoji, as a broken client sends it, has no UTF-8: it is "?" in the Doc, of the same length.
            doc = Doc(vocab, words=[_encodable(word) for word in words], spaces=spaces)
        doc.user_data["pieces"] = pieces
        doc.user_data["places"] = places
        return doc


def _cutter() -> Callable[[Language], Cutter]:
    return lambda nlp: Cutter()  # noqa: ARG005 spaCy gives the language


registry.tokenizers(TOKENIZER, func=_cutter)


def tables_of(nlp: Language) -> Tables:
    """The tables of a pipeline. Raises TypeError for one with another tokenizer."""
    if not isinstance(nlp.tokenizer, Cutter):
        raise TypeError("a component of the signs needs the tokenizer of the signs")
    return nlp.tokenizer.tables


def laid_out(text: str, *, pieces: list[Piece]) -> tuple[list[str], list[bool], list[int]]:
    """Words and spaces whose sum is the text, and for each piece the place of its word.

    Pieces of one character (the 1 and the 2 of a ½) share a word; what is in no piece and no single blank is a word.
    """
    words: list[str] = []
    spaces: list[bool] = []
    places: list[int] = []
    done = 0
    for piece in pieces:
        if piece.start < done:
            words[-1] += text[done : piece.end]
        else:
            _add_gap(text[done : piece.start], words=words, spaces=spaces)
            words.append(text[piece.start : piece.end])
            spaces.append(False)
        done = max(done, piece.end)
        places.append(len(words) - 1)
    _add_gap(text[done:], words=words, spaces=spaces)
    return words, spaces, places


def _add_gap(gap: str, *, words: list[str], spaces: list[bool]) -> None:
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


def _encodable(word: str) -> str:
    return word.encode("utf-8", "replace").decode("utf-8")


def _normal(token: Token) -> str:
    """The normal words of one written token, "" for marks and blanks."""
    read: Read = token.doc.user_data["read"]
    places: list[int] = token.doc.user_data["places"]
    found = (each.text for each, piece in zip(read.tokens, read.written, strict=True) if places[piece] == token.i)
    return " ".join(word for word in found if word not in (SOFT, HARD))


def _read(doc: Doc) -> Read:
    read: Read = doc.user_data["read"]
    return read


Token.set_extension("normal", getter=_normal)
Doc.set_extension("read", getter=_read)
