"""The parts that read signs, in Rasa's own environment: shared features, honest levels, a sign hidden in a clause."""

import subprocess

import pytest

from bot.settings import PROJECT, Settings

pytestmark = pytest.mark.slow

TOY = """
import numpy as np
from bot.nlu.clauses import clauses
from bot.nlu.message_model import MessageModel
from bot.nlu.readers import Sample
from bot.nlu.sign_model import Report
HARMLESS = ("can i wear makeup", "when can i go running", "how do i wash my face", "is pink normal", "may i swim")
SICK = (
    ("there is pus on my cheek", Report(("infection",), "urgent")),
    ("fever and shaking and confused", Report(("infection",), "emergency")),
    ("i cannot breathe", Report(("breathing_or_collapse", "allergic_reaction"), "emergency")),
    ("i want my money back", Report(("complaint",), "routine")),
)
def sample(text):
    parts = clauses(text)
    def vector(part):
        values = np.zeros(40)
        for word in part.lower().split():
            values[sum(map(ord, word)) % 40] += 1
        return values / np.linalg.norm(values)
    return Sample(text, parts, vector(text), np.stack([vector(part) for part in parts]))
texts, reports, authors = [], [], []
for author in ("a", "b", "c"):
    for turn in range(4):
        for text, report in [*((text, None) for text in HARMLESS), *SICK]:
            texts.append(f"{text} {author * (turn + 1)}")
            reports.append(report)
            authors.append(author)
labels = [["report" if report else text.split()[2]] for text, report in zip(texts, reports)]
model = MessageModel()
model.fit([sample(text) for text in texts], labels=labels, reports=reports, authors=authors)
"""

READS = (
    TOY
    + """
for text in ("i cannot breathe", "there is pus on my cheek", "may i swim", "?", "pus"):
    levels, flags = model.read(sample(text))[1:]
    assert list(levels) == ["routine", "urgent", "emergency"]
    assert levels["routine"] >= levels["urgent"] >= levels["emergency"], (text, levels)
    assert list(flags.values()) == sorted(flags.values(), reverse=True)
    assert set(flags) == {"infection", "breathing_or_collapse", "allergic_reaction", "complaint"}
sick, well = (model.read(sample(text)) for text in ("i cannot breathe", "can i wear makeup"))
assert next(iter(sick.flags)) in ("breathing_or_collapse", "allergic_reaction")
assert sick.levels["emergency"] > 0.5 > well.levels["routine"]
print("same")
"""
)

HIDDEN = (
    TOY
    + """
story = "How do I wash my face? Can I wear makeup? When can I go running? May I swim? Is pink normal?"
hidden = model.read(sample(story + " I cannot breathe."))
assert hidden.levels["emergency"] > 10 * model.read(sample(story)).levels["emergency"], hidden.levels
print("same")
"""
)

STORED = (
    TOY
    + """
import sys
import skops.io
skops.io.dump(model.to_state(), sys.argv[1])
again = MessageModel.from_state(skops.io.load(sys.argv[1], trusted=[]))
for text in [*texts, "?", "none of these words"]:
    assert again.read(sample(text)) == model.read(sample(text)), text
print("same")
"""
)

TASKS = """
import numpy as np
from bot.nlu.readers import DenseReader, NgramReader, Sample, Task
words = "pus fever makeup swim red sore wash run".split()
rng = np.random.default_rng(5)
texts = [" ".join(rng.choice(words, 4)) for _ in range(60)]
samples = [Sample(text, [text], vector, vector[np.newaxis]) for text, vector in zip(texts, rng.normal(size=(60, 9)))]
rows = np.arange(60)
first = Task(rows, rng.integers(0, 3, 60), np.ones(60))
second = Task(np.append(rows, rows[:10]), rng.integers(0, 5, 70), rng.uniform(0.5, 4, 70))
for kind in (DenseReader, NgramReader):
    together, alone = kind(), [kind(), kind()]
    together.fit(samples, [first, second])
    for reader, task, read in zip(alone, (first, second), together.read(samples)):
        reader.fit(samples, [task])
        assert np.allclose(read.whole, reader.read(samples)[0].whole, atol=1e-6)
        assert np.allclose(read.whole.sum(axis=1), 1)
        assert read.whole.shape == read.parts.shape == (60, len(read.classes))
kept = second.only(np.array([7, 3, 50]))
assert kept.rows.tolist() == [{7: 0, 3: 1, 50: 2}[i] for i in second.rows.tolist() if i in (7, 3, 50)]
assert kept.targets.tolist() == [t for i, t in zip(second.rows, second.targets) if i in (7, 3, 50)]
print("same")
"""

WEIGHED = """
from bot.nlu.sign_model import Report, SignModel
task = SignModel().task([
    None, Report(("complaint",), "routine"), Report(("eye",), "urgent"), Report(("eye", "herpes"), "emergency"),
])
assert task.rows.tolist() == [0, 1, 2, 3, 3]
nothing, routine, urgent, *emergency = task.weights.tolist()
assert nothing <= routine < urgent < sum(emergency), task.weights
assert len(set(task.targets.tolist())) == 5 and task.targets[0] == 0
print("same")
"""

REFUSED = """
from bot.nlu.topic_classifier import _labels, _report
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
def said(intent, **more):
    return _report(Message(data={"text": "x", "intent": intent}), more)
assert said("makeup", also=["report"], flags=["eye"], level="urgent") == (("eye",), "urgent")
assert said("talk_to_staff") == (("patient_request",), "routine")
assert said("makeup") is None
example = Message(data={"text": "x", "intent": "makeup"})
assert _labels(example, {"also": ["report"]}) == ["makeup", "report"] and _labels(example, {"teaches": "signs"}) == []
try:
    said("report", flags=["eye"])
except InvalidConfigException:
    print("same")
"""


@pytest.mark.parametrize(
    "code",
    [READS, HIDDEN, TASKS, WEIGHED, REFUSED],
    ids=["levels and flags", "a clause", "each task as if alone", "severe counts more", "flags without a level"],
)
def test_signs_are_read(settings: Settings, code: str) -> None:
    _said_same(settings, code)


def test_a_stored_model_reads_the_same_without_pickled_code(settings: Settings, tmp_path: object) -> None:
    _said_same(settings, STORED, f"{tmp_path}/model.skops")


def _said_same(settings: Settings, code: str, *arguments: str) -> None:
    done = subprocess.run(
        [settings.rasa_environment / "bin" / "python", "-W", "ignore", "-c", code, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == ["same"], done.stderr
