"""One soak from an empty folder to its report: the bot, its patients, the deaths, and what is found at the end."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.bot_process import LOG, BotProcess, own_settings
from bench.messages import read_messages
from bench.soak.deaths import Deaths, kill_in_turn, supervise
from bench.soak.law import Line, Verdict, judge
from bench.soak.patient import Patient, SoakError
from bench.soak.plan import plan_kills, plan_patients
from bench.soak.records import Records, read_records
from bot.stack.application import load_settings_protocol

# Leases, and with them the pauses after a kill, are five seconds longer.
RASA_ANSWERS_WITHIN_S = 5.0
_SAY_EVERY_S = 10.0
# Longer than a lease and the look for what waits: whatever would come twice has come by then.
_SETTLES_WITHIN_S = RASA_ANSWERS_WITHIN_S + 5.0 + 3.0


@dataclass(frozen=True)
class Report:
    """What the patients were shown and what the records hold. `same`: chats alike in all of these."""

    shown: Verdict
    stored: Verdict
    records: Records
    chats: int
    same: int
    deaths: Deaths
    sent_again: int
    came_back: int
    waited_s: list[float]
    took_s: float

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, doubled or out of order, and nothing else went wrong unseen."""
        whole = self.records.intact and not self.records.waiting and not self.records.unheard
        alike = self.same == self.chats == len(self.records.chats)
        return self.shown.kept and self.stored.kept and whole and alike and not self.deaths.application_by_itself


async def soak(
    *,
    messages: int,
    patients: int,
    kills: int,
    longest_pause_s: float,
    seed: int,
    folder: Path,
    say: Callable[[str], None],
) -> Report:
    """Run it. Raises AftercareError when the bot does not start, stay or take what it must."""
    empty(folder)
    settings = own_settings(folder).model_copy(update={"rasa_answers_within_s": RASA_ANSWERS_WITHIN_S})
    safe = load_settings_protocol(settings).say("failed")
    bursts = plan_patients(
        read_messages(), messages=messages, patients=patients, longest_pause_s=longest_pause_s, seed=seed
    )
    people = [Patient(settings.address, safe=safe) for _ in bursts]
    deaths = Deaths()

    def accepted() -> int:
        return sum(len(one.heard.sent) for one in people)

    with BotProcess(settings) as bot:
        say(f"starting the bot in {folder} ...")
        bot.start()
        await asyncio.to_thread(bot.wait_until_ready)
        began = perf_counter()
        watching = [
            asyncio.create_task(supervise(bot, deaths=deaths)),
            asyncio.create_task(_say_now_and_then(say, accepted=accepted, of=messages)),
        ]
        planned = plan_kills(messages=messages, kills=kills)
        writing = [one.live(each) for one, each in zip(people, bursts, strict=True)]
        work = asyncio.gather(kill_in_turn(bot, kills=planned, accepted=accepted, deaths=deaths, say=say), *writing)
        await _first_of(work, *watching)
        took_s = perf_counter() - began
        say("everything is sent; waiting for what would come twice ...")
        await asyncio.sleep(_SETTLES_WITHIN_S)
        pages = [await one.read_pages() for one in people]
        for task in watching:
            task.cancel()
        for one in people:
            await one.leave()
        keyring = bot.keyring()
    return _report(people, pages, read_records(settings.database_url, keyring=keyring), deaths=deaths, took_s=took_s)


def empty(folder: Path) -> None:
    """Remove what an earlier soak left. Raises SoakError for a folder that holds something else."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / LOG).is_file():
        raise SoakError(f"{folder} holds something that no soak left there; name another folder.")
    shutil.rmtree(folder)


def _report(
    people: list[Patient], pages: list[list[Line]], records: Records, *, deaths: Deaths, took_s: float
) -> Report:
    heard = [one.heard for one in people]
    stored_of = {line.id: lines for lines in records.chats for line in lines if line.id}
    stored = [stored_of.get(one.sent[0].id, []) if one.sent else [] for one in heard]
    return Report(
        shown=sum((judge(one.sent, one.lines) for one in heard), Verdict()),
        stored=sum((judge(one.sent, lines) for one, lines in zip(heard, stored, strict=True)), Verdict()),
        records=records,
        chats=len(people),
        same=sum(
            one.lines == on_pages == in_records for one, on_pages, in_records in zip(heard, pages, stored, strict=True)
        ),
        deaths=deaths,
        sent_again=sum(one.sent_again for one in heard),
        came_back=sum(one.came_back for one in heard),
        waited_s=[waited for one in heard for waited in one.waited_s],
        took_s=took_s,
    )


async def _first_of(*work: "asyncio.Future[Any]") -> None:
    """Until one of them is done; what it raises is raised."""
    done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
    for one in done:
        one.result()


async def _say_now_and_then(say: Callable[[str], None], *, accepted: Callable[[], int], of: int) -> None:
    while True:
        await asyncio.sleep(_SAY_EVERY_S)
        say(f"  {accepted()} of {of} messages accepted")
