"""What the words around a sign make of it: denied, asked about, feared, somebody else's, over, or really there.

The rules stand in context.yml. A sign that no rule reaches is present. No rule looks beyond the sentence, but for an
answer to a question ("pus? no").
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.protocol.read_shape import Read as ReadFile
from bot.protocol.yaml_lines import Key
from bot.understanding.signs.finding import Status
from bot.understanding.signs.matcher import Hit, Matcher, Pattern, longest
from bot.understanding.signs.pattern import Sequence
from bot.understanding.signs.scope import Scope, reached
from bot.understanding.signs.sentences import Sentences
from bot.understanding.signs.shapes import WrittenContext, WrittenRule
from bot.understanding.signs.tokens import Read
from bot.understanding.times.words import word_set

Made = Status | Literal["nothing"]
Parsed = Callable[[str, Key], Sequence | None]
_NEAR = 3
_BORDERS = ("ends", "ends_later", "ends_own", "contrast")
_TABLES = (*_BORDERS, "closing")
_LINES = ("words", "before", "after", "held", "needs", "unless", "soften")
# Nothing but a denial that stands this near takes a firm sign back.
_RIGHT_BEFORE = 3


@dataclass(frozen=True)
class Verdict:
    """The status of one sign, and the ids of the rules that made it."""

    status: Status
    rules: tuple[str, ...]


# "I can not say there is no pus": a denial of a denial is a report.
_TURNED = word_set("no not never none nothing without gone stopped healed cleared eased settled over better")
_ASKED = Verdict("uncertain", ("bare_question",))


class Context:
    """The rules of context.yml, ready to be applied."""

    def __init__(self, shape: WrittenContext, *, patterns: list[Pattern]) -> None:
        self._requests = frozenset(shape.requests)
        self._firm = frozenset(shape.firm)
        self._light = frozenset(shape.light)
        self._rules = {rule.id: rule for rule in shape.context}
        self._rank = {status: place for place, status in enumerate(shape.order)}
        self._patterns = patterns
        self._matcher = Matcher(patterns)

    @classmethod
    def of(cls, read: ReadFile[WrittenContext], *, parsed: Parsed) -> "Context":
        """From context.yml; a line that cannot be parsed is left out, and named by `parsed`."""
        patterns: list[Pattern] = []

        def add(owner: str, lines: list[str], key: Key) -> None:
            for number, line in enumerate(lines):
                if tree := parsed(line, (*key, number)):
                    place = f"{read.document.file}:{read.document.line((*key, number))}"
                    patterns.append(Pattern(owner, line, tree, place))

        for place, rule in enumerate(read.shape.context):
            for name in _LINES:
                add(f"{name}:{rule.id}", getattr(rule, name), ("context", place, name))
        for name in _TABLES:
            add(f"{name}:", getattr(read.shape, name), (name,))
        return cls(read.shape, patterns=patterns)

    @property
    def rules(self) -> Mapping[str, WrittenRule]:
        """The rules by id, in the order of the file."""
        return self._rules

    def warm(self) -> None:
        """Compile every wording now."""
        self._matcher.warm()

    def trees(self) -> Iterator[Sequence]:
        """Every pattern's tree."""
        return (pattern.tree for pattern in self._patterns)

    def verdicts(self, read: Read, *, hits: list[Hit], flags: Mapping[str, str | None]) -> list[Verdict]:
        """One verdict a hit, in their order. `flags` gives the flag of each sign."""
        seen: dict[str, list[Hit]] = {}
        for hit in self._matcher.hits(read):
            seen.setdefault(hit.pattern.owner, []).append(hit)
        sentences = Sentences.of(read)
        cues = self._cues(seen=seen, hits=hits, sentences=sentences)
        ends, later, own, contrast = (frozenset(hit.first for hit in seen.get(f"{name}:", ())) for name in _BORDERS)
        made: list[list[tuple[Hit, Made]]] = [[] for _ in hits]
        for cue, whole in cues:
            rule = self._rules[_rule_id(cue)]
            if rule.makes == "nothing":
                for each in made:
                    each.append((cue, "nothing"))
                continue
            nearest = contrast if rule.direction == "clause" else own if rule.ends == "own" else ends
            farther = later if nearest is ends else frozenset[int]()
            scope = Scope(
                rule.direction,
                reach=rule.reach,
                commas=rule.commas,
                own=range(
                    cue.first - (rule.passes and sentences.speaks_of_it(cue.first - 1)), whole.last + rule.passes
                ),
                whole=rule.passes,
                ends=nearest,
                later=farther,
            )
            for place in reached(cue, scope=scope, hits=hits, read=read, sentences=sentences):
                flag = flags[hits[place].pattern.owner]
                if rule.flags and flag not in rule.flags:
                    continue
                status = self._made(rule, cue=cue, hit=hits[place], seen=seen, sentences=sentences)
                if flag in self._requests and status not in (None, "absent", "figure"):
                    status = "nothing"
                if flag in self._firm:
                    status = _firmly(status, rule=rule, cue=cue, hit=hits[place])
                if status is not None:
                    made[place].append((cue, status))
        return [
            self._verdict(each) if each or not sentences.only_asked(hit.first, hit.last) else _ASKED
            for each, hit in zip(made, hits, strict=True)
        ]

    def _cues(self, *, seen: Mapping[str, list[Hit]], hits: list[Hit], sentences: Sentences) -> list[tuple[Hit, Hit]]:
        """The cues that count, each without what is a sign's own words, and as it stood."""
        heavy = (hit for hit in hits if hit.pattern.owner not in self._light)
        taken = {place for hit in heavy for place in range(hit.first, hit.last)}
        found: list[tuple[Hit, Hit]] = []
        for owner, each in seen.items():
            if not owner.startswith("words:"):
                continue
            rule = self._rules[owner.partition(":")[2]]
            closing = frozenset(hit.first for hit in seen.get("closing:", ()))
            for whole in each:
                uncut = rule.direction == "over" or rule.turns or rule.makes == "other"
                cue = whole if uncut else self._free_part(whole, taken=taken, read=sentences.read)
                if cue is None or sentences.has_edge(whole.first, whole.last):
                    continue
                if rule.closes and not (sentences.ends_clause(cue.last) or cue.last in closing):
                    continue
                if rule.starts and not sentences.starts_clause(cue.first):
                    continue
                if (rule.alone or rule.direction == "answer") and not (
                    sentences.starts_clause(cue.first) and sentences.ends_clause(cue.last)
                ):
                    continue
                found.append((cue, whole))
        return found

    def _free_part(self, cue: Hit, *, taken: set[int], read: Read) -> Hit | None:
        """What of a cue is no sign's own words ("how do i know if | its infected"); None where that is no cue."""
        first, last = cue.first, cue.last
        while first < last and first in taken:
            first += 1
        free = first
        while free < last and free not in taken:
            free += 1
        if (first, free) == (cue.first, cue.last):
            return cue
        parts = (Hit(cue.pattern, first, last, cue.number) for last in range(free, first, -1))
        return next((part for part in parts if self._matcher.fits(part, read=read)), None)

    def _made(
        self, rule: WrittenRule, *, cue: Hit, hit: Hit, seen: Mapping[str, list[Hit]], sentences: Sentences
    ) -> Made | None:
        """What the rule makes of a sign in its reach; None where it does not speak of it at all."""
        begin, end = sentences.around(hit.first)
        said = cue.first if cue.first < hit.first else sentences.clause_start(hit.first)

        def stands(name: str, *, first: int, last: int) -> bool:
            """Whether one of the rule's words of that kind stands within these tokens."""
            return any(first <= each.first and each.last <= last for each in seen.get(f"{name}:{rule.id}", ()))

        def ends_in(name: str) -> bool:
            return any(hit.first - _NEAR <= each.last <= hit.first for each in seen.get(f"{name}:{rule.id}", ()))

        if rule.before and not ends_in("before"):
            return None
        if rule.after and not stands("after", first=hit.last, last=min(end, hit.last + _NEAR + 3)):
            return None
        if rule.needs and not stands("needs", first=begin, last=end):
            return None
        if stands("unless", first=begin, last=end) or stands("held", first=said, last=hit.last):
            return "nothing"
        if rule.turns and sentences.holds(
            _TURNED, first=cue.last, last=min(sentences.clause(cue.last)[1], hit.last + _NEAR), but=hit
        ):
            return "present"
        return "uncertain" if stands("soften", first=begin, last=end) else rule.makes

    def _excepted(self, cue: Hit, *, among: Iterable[Hit]) -> bool:
        """Whether a rule that only makes exceptions has the very words of the cue."""
        spans = ((self._rules[_rule_id(each)].makes, each.first, each.last) for each in among)
        return ("nothing", cue.first, cue.last) in spans

    def _verdict(self, made: list[tuple[Hit, Made]]) -> Verdict:
        """Of wordings that overlap the longest counts; of the statuses left the first in `order`."""
        status_of = dict(made)
        left = [
            each
            for cue in longest(status_of)
            for each in status_of
            if (each.first, each.last) == (cue.first, cue.last) and not self._excepted(cue, among=status_of)
        ]
        told: list[tuple[Status, str]] = []
        for cue in left:
            status = status_of[cue]
            if status != "nothing":
                told.append((status, _rule_id(cue)))
        if not told:
            return Verdict("present", ())
        return Verdict(
            min((status for status, _ in told), key=self._rank.__getitem__),
            tuple(dict.fromkeys(rule for _, rule in told)),
        )


def _firmly(status: Made | None, *, rule: WrittenRule, cue: Hit, hit: Hit) -> Made | None:
    """What is left of a status for a sign that nothing but a denial right before it takes back."""
    if status in ("asked", "feared", "past"):
        return None
    if status == "absent" and (rule.turns or not 0 <= hit.first - cue.last <= _RIGHT_BEFORE):
        return "uncertain"
    return status


def _rule_id(cue: Hit) -> str:
    return cue.pattern.owner.partition(":")[2]
