"""Which characters an SMS carries at full length (GSM 03.38), and how long a text is there.

One character outside the alphabet halves what fits into a message; it is named so that an editor finds it.
"""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("^{}\\[~]|€\f")


def gsm7_length(text: str) -> int:
    """Places that `text` takes in an SMS; a few signs take two."""
    return sum(2 if character in _TWO_PLACES else 1 for character in text)


def first_foreign(text: str) -> str | None:
    """The first character that GSM-7 does not have, or None."""
    return next((character for character in text if character not in _BASIC and character not in _TWO_PLACES), None)
