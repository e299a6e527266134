"""The project as a process of its own that the benchmark speaks to: `python -m bench.project_process FOLDER`.

It starts the whole bot, says where it is in a line of JSON, then plays each line of scripts that it reads through
`take_turn` and answers with the figures. It ends with its input, so it never outlives the benchmark.
"""

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.figures import Answers
from bench.load import Ask, closed_loop
from bench.messages import Scripts
from bot.clock import utc_now
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.errors import AftercareError
from bot.protocol.vocabulary import Variant
from bot.settings import Settings, read_settings
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack

TREATED_BEFORE = timedelta(hours=20)


def main() -> int:
    """Exit code 1 with the reason on stderr when the bot cannot be started."""
    settings = bench_settings(Path(sys.argv[1]))
    try:
        with Stack(settings, say=_say) as stack:
            _answer({"rasa_url": settings.rasa_url, "rasa_pid": stack.rasa_server.pid})
            for line in sys.stdin:
                _answer(asdict(play_through_turns(stack, scripts=json.loads(line))))
    except AftercareError as error:
        _say(str(error))
        return 1
    return 0


def bench_settings(folder: Path) -> Settings:
    """The installation's settings with a database, logs and ports of the benchmark's own."""
    database = f"sqlite:///{folder / 'bench.sqlite3'}"
    own = read_settings().model_copy(update={"data_folder": folder, "database": database, "host": "127.0.0.1"})
    return on_free_ports(own)


def play_through_turns(stack: Stack, *, scripts: Scripts) -> Answers:
    """Play the scripts as a channel does: rows committed, Rasa, actions. The safe sentence counts as no answer."""

    def open_one() -> Ask:
        now = utc_now()
        conversation = open_conversation(
            stack.answerer.database, channel="bench", now=now, treated_at=now - TREATED_BEFORE, variant=Variant.pen
        )

        def ask(message: str) -> bool:
            turn = take_turn(stack.answerer, conversation_id=conversation, channel="bench", text=message)
            return all(reply.source.message != "failed" for reply in turn.replies)

        return ask

    return closed_loop(open_one, scripts=scripts)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _answer(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
