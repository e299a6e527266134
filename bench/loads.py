"""Puts the planned loads on one path of one half: a warm-up that is not counted, then each number of patients."""

from bench.figures import Load, summarise
from bench.load import Play
from bench.messages import Scripts, read_messages, write_scripts
from bench.plan import SEED, Plan, Size
from bench.progress import Progress


def warm_up(play: Play, *, plan: Plan) -> None:
    """So that nothing measured later is done for the first time."""
    play(_scripts(Size(1, plan.warm_up_messages), patients=plan.warm_up_patients))


def measure_loads(play: Play, *, plan: Plan, progress: Progress, path: str) -> list[Load]:
    """A load for each number of patients in the plan. Raises ValueError when nothing at all is answered."""
    loads = []
    for patients, size in plan.sizes.items():
        with progress.step(f"{path}, patients at once: {patients}"):
            answers = play(_scripts(size, patients=patients))
        loads.append(summarise(answers, patients=patients))
    return loads


def _scripts(size: Size, *, patients: int) -> Scripts:
    return write_scripts(
        read_messages(),
        patients=patients,
        conversations_each=size.conversations,
        messages_each=size.messages_each,
        seed=SEED,
    )
