"""What a member of staff has typed, as it can be kept and shown."""

from bot.escalations.acts.errors import WordsNeededError, WordsTooLongError

MOST_CHARACTERS = 4000


def read_words(text: str, /, *, what: str) -> str:
    """The text without blanks around it. Raises WordsNeededError, naming `what` is missing, and WordsTooLongError."""
    words = optional_words(text)
    if not any(letter.isprintable() and not letter.isspace() for letter in words):
        raise WordsNeededError(what)
    return words


def optional_words(text: str, /) -> str:
    """As `read_words`, but it may be empty."""
    # Half of a character pair cannot be stored or sent, nor can PostgreSQL keep a zero byte: both are replaced.
    words = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd").strip()
    if len(words) > MOST_CHARACTERS:
        raise WordsTooLongError(MOST_CHARACTERS)
    return words
