"""What a turn does to the records, and what it sends to Rasa, does not grow with the length of the conversation."""

from typing import Any

from sqlalchemy import event

from bot.conversation.at_once import take_turn
from bot.conversation.turn import Answerer
from tests.unit.conversation.conftest import EchoRasa


def test_turn_two_hundred_costs_what_turn_two_costs(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    statements: list[str] = []
    rows: list[int] = []

    def count(_conn: Any, cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401
        statements.append(statement)
        rows.append(max(cursor.rowcount, 0) if answerer.database.engine.dialect.name == "postgresql" else 0)

    event.listen(answerer.database.engine, "after_cursor_execute", count)

    def turn(number: int) -> tuple[list[str], int]:
        statements.clear()
        rows.clear()
        take_turn(answerer, conversation_id=conversation, channel="web", text=f"question {number:04}")
        return list(statements), sum(rows)

    turn(1)
    second = turn(2)
    for number in range(3, 200):
        turn(number)
    assert turn(200) == second
    assert len(rasa.asked) == 200
