"""Kills the application and Rasa, and starts the application again whenever it is gone, as a supervisor would.

Rasa is started again by the application. The next kill waits until the last one is mended.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from bench.bot_process import BotProcess
from bench.rest_channel import first_answer
from bench.soak.patient import SoakError
from bench.soak.plan import Kill, Victim

MENDED_WITHIN_S = 180
_STARTS_AGAIN_AFTER_S = 0.5
_ENDS_WITHIN_S = 5
_LOOK_EVERY_S = 0.1
_MOST_STARTS_FOR_A_KILL = 20


@dataclass
class Deaths:
    """How often each was killed; starts of the application that nobody's kill explains; Rasa outliving it."""

    application: int = 0
    rasa: int = 0
    application_by_itself: int = 0
    rasa_outlived: int = 0
    longest_mending_s: float = 0.0


async def kill_in_turn(
    bot: BotProcess, *, kills: Sequence[Kill], accepted: Callable[[], int], deaths: Deaths, say: Callable[[str], None]
) -> None:
    """Do each kill once so many messages were accepted. Raises SoakError when the bot does not come back."""
    clock = asyncio.get_running_loop().time
    for kill in kills:
        while accepted() < kill.after:
            await asyncio.sleep(_LOOK_EVERY_S)
        say(f"killing {_named(kill.victim)} after {accepted()} messages")
        killed_at = clock()
        if kill.victim == "application":
            deaths.application += 1
            await _end_what_outlives(bot.kill(), deaths=deaths)
        else:
            deaths.rasa += 1
            rasa = bot.rasa()
            if rasa is None:
                raise SoakError("Rasa is not there to be killed.")
            rasa.kill()
            await asyncio.to_thread(psutil.wait_procs, [rasa], timeout=_ENDS_WITHIN_S)
        await _until_mended(bot, give_up=killed_at + MENDED_WITHIN_S)
        deaths.longest_mending_s = max(deaths.longest_mending_s, clock() - killed_at)
        say(f"it is whole again after {clock() - killed_at:.1f} s")


async def supervise(bot: BotProcess, *, deaths: Deaths) -> None:
    """Start the application again whenever it has ended. Raises SoakError when it ends again and again."""
    starts = 0
    while True:
        await asyncio.sleep(_STARTS_AGAIN_AFTER_S)
        if bot.alive:
            continue
        starts += 1
        deaths.application_by_itself = starts - deaths.application
        if starts > _MOST_STARTS_FOR_A_KILL * (deaths.application + 1):
            raise SoakError(f"The application does not stay up. The log: {bot.log}")
        bot.start()


async def _until_mended(bot: BotProcess, *, give_up: float) -> None:
    loop = asyncio.get_running_loop()
    while not (bot.alive and bot.ready and await asyncio.to_thread(first_answer, bot.settings.rasa_url)):
        if loop.time() > give_up:
            raise SoakError(f"The bot was not whole again within {MENDED_WITHIN_S} s. The log: {bot.log}")
        await asyncio.sleep(_LOOK_EVERY_S)


async def _end_what_outlives(children: list[psutil.Process], *, deaths: Deaths) -> None:
    """Rasa has to end with the application; where it does not, it would hold the port that the next start needs."""
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, timeout=_ENDS_WITHIN_S)
    deaths.rasa_outlived += bool(alive)
    for one in alive:
        one.kill()


def _named(victim: Victim) -> str:
    return "the application" if victim == "application" else "Rasa"
