"""What must hold of a chat, wherever it is read: on its stream, on its pages or in the database. Pure.

Each message that was accepted stands once, in the order in which it was sent, and is answered by exactly one turn.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise


@dataclass(frozen=True)
class Sent:
    """A message that the server accepted, and the place in the chat that it named."""

    id: str
    sequence: int


@dataclass(frozen=True)
class Line:
    """An entry of the chat. `id` of a patient's message, `answers` of a reply; `turn` is the same for replies of
    one turn.

    `safe`: it is the safe sentence, said where no answer could be given.
    """

    sequence: int
    id: str | None = None
    answers: int | None = None
    turn: str = ""
    safe: bool = False


@dataclass(frozen=True)
class Verdict:
    """How many messages were sent, are answered, of these with the safe sentence, and the breaks of the law."""

    sent: int = 0
    answered: int = 0
    safe: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def kept(self) -> bool:
        """Whether the law holds."""
        return self.sent == self.answered and not (self.lost or self.doubled or self.out_of_order)


def judge(sent: Sequence[Sent], lines: Sequence[Line]) -> Verdict:
    """`sent` in the order of sending, `lines` in the order in which they were read."""
    at = {line.id: line.sequence for line in lines if line.id}
    replies: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.answers is not None:
            replies[line.answers].append(line)
    answered = [one for one in sent if replies[one.sequence]]
    present = {line.sequence for line in lines}
    gaps = max(present, default=0) - len(present)
    return Verdict(
        sent=len(sent),
        answered=len(answered),
        safe=sum(any(reply.safe for reply in replies[one.sequence]) for one in answered),
        lost=len(sent) - len(answered) + sum(at.get(one.id) != one.sequence for one in sent) + gaps,
        doubled=_again(line.sequence for line in lines)
        + _again(line.id for line in lines if line.id)
        + sum(_turns(one) - 1 for one in replies.values() if one),
        out_of_order=_falls([line.sequence for line in lines])
        + _falls([one.sequence for one in sent])
        + _falls([reply.sequence for one in answered for reply in replies[one.sequence]])
        + sum(reply.sequence < one.sequence for one in answered for reply in replies[one.sequence]),
    )


def _turns(replies: Sequence[Line]) -> int:
    """Replies of one turn are committed together: they bear one time, and nothing stands between them."""
    once = {reply.sequence: reply for reply in replies}
    apart = sum(
        after.sequence - before.sequence != 1 or after.turn != before.turn
        for before, after in pairwise(sorted(once.values(), key=lambda reply: reply.sequence))
    )
    return 1 + apart


def _again(things: Iterable[object]) -> int:
    return sum(count - 1 for count in Counter(things).values())


def _falls(sequences: Sequence[int]) -> int:
    """How often a number is below the one before it."""
    return sum(after < before for before, after in pairwise(sequences))
