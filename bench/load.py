"""A closed loop of patients: each writes, waits for the reply, and writes again, all at once, in threads.

A message without a reply is counted and has no latency: it must never make a figure look better.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter

from bench.figures import Answers
from bench.messages import Scripts

# Sends one message of a conversation and says whether it was answered.
Ask = Callable[[str], bool]
# Plays scripts somewhere and says what came back.
Play = Callable[[Scripts], Answers]


def closed_loop(open_conversation: Callable[[], Ask], *, scripts: Scripts) -> Answers:
    """Play the scripts, a thread a patient. What `open_conversation` or its `Ask` raises is raised here."""
    together = Barrier(len(scripts) + 1)

    def patient(conversations: list[list[str]]) -> tuple[list[float], int]:
        together.wait()
        latencies, unanswered = [], 0
        for messages in conversations:
            ask = open_conversation()
            for message in messages:
                began = perf_counter()
                answered = ask(message)
                took = perf_counter() - began
                if answered:
                    latencies.append(took)
                else:
                    unanswered += 1
        return latencies, unanswered

    with ThreadPoolExecutor(max_workers=len(scripts)) as threads:
        patients = [threads.submit(patient, conversations) for conversations in scripts]
        together.wait()
        began = perf_counter()
        results = [one.result() for one in patients]
        took_s = perf_counter() - began
    return Answers(
        latencies_s=[latency for latencies, _ in results for latency in latencies],
        unanswered=sum(unanswered for _, unanswered in results),
        took_s=took_s,
    )
