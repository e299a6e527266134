"""The safety questions of a conversation with the patient's answers, and what is still in doubt."""

from collections.abc import Sequence
from typing import Any

from bot.escalations.reading.views import Doubt, Line, QuestionView
from bot.triage.safety_state import SafetyState


def state_of(safety: dict[str, Any] | None) -> SafetyState:
    """The state of the questions; a new one where it cannot be read."""
    try:
        return SafetyState.from_json(safety or {})
    except (ValueError, TypeError, AttributeError, KeyError):
        return SafetyState()


def questions_in(lines: Sequence[Line], *, state: SafetyState) -> tuple[QuestionView, ...]:
    """The questions that were asked, in order; an answer is what the patient wrote next."""
    asked = [(place, line) for place, line in enumerate(lines) if _is_question(line)]
    questions = []
    for place, line in asked:
        _, flag, _, question = (line.message or "").split(".", maxsplit=3)
        answer = next((each for each in lines[place + 1 :] if each.who == "patient" or _is_question(each)), None)
        if answer is not None and answer.who != "patient":
            answer = None
        is_last = line is asked[-1][1]
        pending = state.pending is not None and (state.pending.flag, state.pending.question) == (flag, question)
        questions.append(
            QuestionView(
                flag=flag,
                question=question,
                text=line.text,
                asked_at=line.at,
                answer=answer.text if answer else None,
                answered_at=answer.at if answer else None,
                pending=pending and is_last,
            )
        )
    return tuple(questions)


def doubts_in(state: SafetyState) -> tuple[Doubt, ...]:
    """The flags that wait to be cleared up."""
    return tuple(Doubt(each.flag, each.level) for each in state.waiting)


def _is_question(line: Line) -> bool:
    parts = (line.message or "").split(".")
    return len(parts) == 4 and (parts[0], parts[2]) == ("flags", "questions")
