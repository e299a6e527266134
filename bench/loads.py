"""Puts the planned loads on one path of one half: a warm-up that is not counted, then each number of patients."""

from bench.figures import Load, summarise
from bench.load import Play
from bench.messages import Scripts, read_messages, write_scripts
from bench.plan import SEED, Plan
from bench.progress import Progress


def warm_up(play: Play, *, plan: Plan) -> None:
    """So that nothing measured later is done for the first time."""
    play(_scripts(plan, patients=plan.warm_up_patients, conversations_each=1))


def measure_loads(play: Play, *, plan: Plan, progress: Progress, path: str) -> list[Load]:
    """A load for each number of patients in the plan. Raises ValueError when nothing at all is answered."""
    loads = []
    for patients, conversations_each in plan.conversations_each.items():
        with progress.step(f"{path}, patients at once: {patients}"):
            answers = play(_scripts(plan, patients=patients, conversations_each=conversations_each))
        loads.append(summarise(answers, patients=patients))
    return loads


def _scripts(plan: Plan, *, patients: int, conversations_each: int) -> Scripts:
    return write_scripts(
        read_messages(),
        patients=patients,
        conversations_each=conversations_each,
        messages_each=plan.messages_a_conversation,
        seed=SEED,
    )
