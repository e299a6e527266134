"""What holds for every answer to every question, whatever a patient writes.

No deadline an example: the lexicon compiles a pattern when its words first come up, so that one example pays for many.
"""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocol import FLAGS, Level, load_protocol
from bot.settings import PROJECT
from bot.triage.decision import Reason, combine, decide
from bot.triage.load_rules import load_rules
from bot.triage.questions import MOST_QUESTIONS, Asking, asking_of, hear_answer, next_question
from bot.understanding.signs import Finding, try_lexicon

PROTOCOL = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")
LEXICON, _ = try_lexicon(PROJECT / "data" / "lexicon")
ASKINGS = tuple(
    asking_of(PROTOCOL, flag=flag.id, question=question, uncertain=tuple(sorted(question.subjects))[:1])
    for flag in PROTOCOL.flags.values()
    for question in flag.questions
    if question.to == "patient"
)
PIECES = (
    "no",
    "yes",
    "not",
    "but",
    "pus",
    "fever",
    "2",
    "?",
    ",",
    "worse",
    "a bit",
    "dunno",
    "eye",
    "i",
    "have",
    "👍",
    "nope",
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    st.sampled_from([option for asking in ASKINGS for option in asking.options]),
)
REASONS = st.builds(
    Reason,
    rule=st.sampled_from(["pus", "fever", "a_rule"]),
    flag=st.sampled_from(FLAGS),
    level=st.sampled_from([Level.routine, Level.urgent, Level.emergency]),
    asks=st.booleans(),
)


def read(text: str) -> tuple[Finding, ...]:
    assert LEXICON is not None
    return LEXICON.read(text)


@settings(deadline=None)
@given(asking=st.sampled_from(ASKINGS), text=TEXTS, level=st.sampled_from([Level.routine, Level.urgent]))
def test_no_answer_lowers_what_was_told(asking: Asking, text: str, level: Level) -> None:
    before = decide((Reason("a_rule", asking.flag, level),))
    heard = hear_answer(asking, text=text, findings=read(text))

    after = combine(before, decide(heard.reasons))

    assert after.level.rank >= before.level.rank
    assert set(before.flags) <= set(after.flags)


@settings(deadline=None)
@given(asking=st.sampled_from(ASKINGS), text=TEXTS)
def test_every_answer_that_reports_is_at_least_as_high_as_its_flag(asking: Asking, text: str) -> None:
    for reason in hear_answer(asking, text=text, findings=read(text)).reasons:
        assert not reason.asks
        assert reason.level.rank >= Level.routine.rank
        assert reason.flag != asking.flag or reason.level.rank >= asking.level.rank


@settings(deadline=None)
@given(asking=st.sampled_from(ASKINGS), text=TEXTS)
def test_only_an_option_that_denies_settles(asking: Asking, text: str) -> None:
    heard = hear_answer(asking, text=text, findings=read(text))

    if heard.settled:
        assert heard.option in asking.question.denies
        assert not heard.reasons
    if heard.option is None:
        assert not heard.settled


@settings(deadline=None)
@given(asking=st.sampled_from(ASKINGS), position=st.integers(0, 9))
def test_a_tap_is_its_option_and_so_is_its_number(asking: Asking, position: int) -> None:
    if position >= len(asking.options):
        return
    option = asking.options[position]

    assert hear_answer(asking, text=option, findings=()).option == option
    if not any(each[0].isdigit() for each in asking.options):
        assert hear_answer(asking, text=f"{position + 1}.", findings=()).option == option


@settings(deadline=None)
@given(reasons=st.lists(REASONS, max_size=5), level_open=st.sampled_from(Level))
def test_a_case_is_asked_three_questions_at_most_and_an_emergency_none(
    reasons: list[Reason], level_open: Level
) -> None:
    decision, asked = decide(tuple(reasons)), list[str]()
    while asking := next_question(PROTOCOL, decision=decision, asked=asked, level_open=level_open):
        assert asking.id not in asked
        assert asking.options
        assert asking.question.to == "patient"
        asked.append(asking.id)

    assert len(asked) <= MOST_QUESTIONS
    if Level.emergency in (level_open, decision.level) or any(reason.flag == "self_harm" for reason in reasons):
        assert asked == []


def test_every_sign_and_rule_that_a_question_names_is_known() -> None:
    assert LEXICON is not None
    rules = load_rules(Path(PROJECT / "data" / "triage" / "rules.yml"), signs=LEXICON.signs)
    of_judge = {"worse, hour unknown"}
    known = {*LEXICON.signs, *(rule.id for rule in rules.rules), *of_judge}

    assert {asking.id: asking.question.subjects - known for asking in ASKINGS if asking.question.subjects - known} == {}
