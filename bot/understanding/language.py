"""Whether a message is surely not in English, and in which language it then is.

Promises a language only when sure. A message with a doubt goes on as English: a sign told in English ("bleeding") must
never be met with "I can only read English". Nothing of the message is logged or kept.
"""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.protocol.languages import LANGUAGES
from bot.understanding.language_words import ENGLISH_PAIRS, ENGLISH_WORDS, NAME_PARTICLES, PRODUCT_NAMES, SIGNS

# Measured with the model of py3langid 0.4.0; another model needs another measure. No English message of four words or
# more in data/nlu comes below it.
MOST_ENGLISH = 0.003
LEAST_OWN = 0.5
FEWEST_WORDS = 4
# More of a text tells no more; the words of English are looked for in all of it.
MOST_READ = 1000

# Each script by the first word of its letters' Unicode names; the commonest language first.
_SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk"),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he",),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "HANGUL": ("ko",),
    "GREEK": ("el",),
    "THAI": ("th",),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "BENGALI": ("bn",),
    "GUJARATI": ("gu",),
    "GURMUKHI": ("pa",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "KANNADA": ("kn",),
    "MALAYALAM": ("ml",),
    "SINHALA": ("si",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MYANMAR": ("my",),
    "ETHIOPIC": ("am",),
}
_EAST_ASIAN = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja"}
_BY_SCRIPT = frozenset(language for languages in _SCRIPTS.values() for language in languages) | {"zh", "ja"}

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_APOSTROPHE = re.compile("['\u2019]")
_PRODUCT = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(PRODUCT_NAMES, key=len, reverse=True)))})(?!\w)")


def hear_language(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` is surely in; None for English, and for whatever is not sure."""
    plain = " ".join(word for word in unicodedata.normalize("NFKC", text).split() if not _is_address(word))
    if not any(map(str.isalpha, plain)):
        return None
    words = [_APOSTROPHE.sub("", word).lower() for word in _WORD.findall(plain)]
    english = len(ENGLISH_WORDS.intersection(words))
    if english > 1 or not SIGNS.isdisjoint(words) or not ENGLISH_PAIRS.isdisjoint(map(" ".join, pairwise(words))):
        return None
    script = _script_of(plain)
    if script:
        return None if english else _of_script(script, plain)
    return _of_latin(plain)


def load_languages() -> None:
    """Load the model (about 0.6 s, 73 MB): called at the start, so that no patient waits and a failure shows early."""
    _identifier()


def _is_address(word: str) -> bool:
    return "://" in word or "@" in word or word.startswith("www.")


def _script_of(plain: str) -> str | None:
    """The script of more than half of the letters, where it is not Latin and there are enough of them."""
    letters = Counter(map(_script, filter(str.isalpha, plain)))
    found, count = letters.most_common(1)[0]
    # A face drawn with one kana, "(ツ)", and a unit, "µg", are no words.
    different = len({letter for letter in plain if _script(letter) == found})
    enough = different >= 2 if found == "EAST ASIAN" else count >= 3
    return found if enough and found != "LATIN" and count * 2 > letters.total() else None


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "-").split()[0]
    return "EAST ASIAN" if first in _EAST_ASIAN else first


def _of_script(script: str, plain: str) -> str | None:
    if script == "EAST ASIAN":
        names = Counter(unicodedata.name(letter, "-").split()[0] for letter in plain if letter.isalpha())
        return "ja" if names["HIRAGANA"] + names["KATAKANA"] else "zh"
    languages = _SCRIPTS.get(script, ())
    if len(languages) < 2:
        return next(iter(languages), None)
    ranked = _ranked(plain)
    return max(languages, key=ranked.__getitem__)


def _of_latin(plain: str) -> str | None:
    rest = _PRODUCT.sub(" ", plain.lower())
    # Fewer words, or one said again and again, or a name in capitals, may be anything.
    if len(set(_WORD.findall(rest))) < FEWEST_WORDS or _is_name(plain):
        return None
    ranked = _ranked(rest)
    best = max(ranked, key=ranked.__getitem__)
    sure = ranked["en"] < MOST_ENGLISH and ranked[best] >= LEAST_OWN
    return best if sure and best not in _BY_SCRIPT else None


def _is_name(plain: str) -> bool:
    words = [word for word in _WORD.findall(plain) if word not in NAME_PARTICLES]
    return all(word[0].isupper() and not word.isupper() for word in words)


def _ranked(text: str) -> dict[str, float]:
    """How likely each language is, from 0 to 1; all together 1."""
    return dict(_identifier().rank(text[:MOST_READ]))


@cache
def _identifier() -> LanguageIdentifier:
    every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    every.set_languages(("en", *LANGUAGES))
    # Made anew from what is left: the whole model's 142 columns are let go (20 MB).
    return LanguageIdentifier(
        every.nb_ptc,
        every.nb_pc,
        every.nb_classes,
        every.tk_nextmove,
        every.tk_output,
        norm_probs=True,
        tk_row=every.tk_row,
    )
