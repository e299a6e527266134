"""Checks who is called and when: at each mistake that loads, a patient would wait for somebody who never heard.

What it tells never shows a contact, which may hold a password.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.protocol.check_references import check_id
from bot.protocol.check_rota import check_rota, week_of
from bot.protocol.contacts import can_be_called
from bot.protocol.on_call import ALL, OnCall, Step
from bot.protocol.problems import Problem
from bot.protocol.vocabulary import Level
from bot.protocol.yaml_lines import Document, Key


def check_on_call(document: Document, on_call: OnCall, *, environment: Mapping[str, str]) -> Iterator[Problem]:
    """The problems of clinic.yml's `on_call`; `environment` holds what `env:NAME` names."""
    yield from _check_people(document, on_call, environment=environment)
    yield from check_rota(document, on_call)
    yield from _check_overrides(document, on_call)
    for level in (Level.emergency, Level.urgent, Level.routine):
        key: Key = ("on_call", "ladder", level.value)
        steps = on_call.ladder.of(level)
        yield from _check_steps(document, steps, key=key, on_call=on_call)
        if level is not Level.routine:
            yield from _check_reach(document, steps, key=key, on_call=on_call)
    promised = on_call.answer_within_minutes
    if promised.emergency > promised.urgent:
        what = f"an emergency is promised an answer later ({promised.emergency}) than an urgent case"
        place = ("on_call", "answer_within_minutes", "emergency")
        yield document.problem(place, what, mend=f"Write {promised.urgent} or less.")


def _check_people(document: Document, on_call: OnCall, *, environment: Mapping[str, str]) -> Iterator[Problem]:
    if not on_call.people:
        mend = "Name at least one: nora: {name: Nora, contacts: [...]}."
        yield document.problem(("on_call", "people"), "nobody can be called", mend=mend)
    for person_id, person in on_call.people.items():
        key = ("on_call", "people", person_id)
        if not person.name.strip():
            yield document.problem((*key, "name"), "the name is empty", mend="Patients read it: fill it in.")
        if not person.contacts:
            what = f'"{person_id}" has no contact'
            yield document.problem((*key, "contacts"), what, mend="Give at least one way to call.")
        for position, contact in enumerate(person.contacts):
            yield from _check_contact(document, contact, key=(*key, "contacts", position), environment=environment)
    yield from _check_contact(document, on_call.canary, key=("on_call", "canary"), environment=environment)


def _check_contact(document: Document, contact: str, *, key: Key, environment: Mapping[str, str]) -> Iterator[Problem]:
    try:
        known = can_be_called(contact, environment=environment)
    except KeyError as error:
        what = f"the variable {error.args[0] or 'without a name'} is not set"
        yield document.problem(key, what, mend="Set it where the bot is started.")
        return
    if not known:
        what = "Apprise does not know this contact"
        mend = "Write it as Apprise's wiki says for the service, as env:NAME, or as terminal."
        yield document.problem(key, what, mend=mend)


def _check_overrides(document: Document, on_call: OnCall) -> Iterator[Problem]:
    for position, override in enumerate(on_call.overrides):
        key = ("on_call", "overrides", position)
        yield from check_id(document, override.duty, key=(*key, "duty"), known=on_call.rota, noun="duty")
        yield from check_id(document, override.person, key=(*key, "person"), known=on_call.people, noun="person")
        if override.ends <= override.begins:
            what = "the override ends before it begins"
            yield document.problem((*key, "to"), what, mend="Swap or correct the times.")


def _check_steps(document: Document, steps: Sequence[Step], *, key: Key, on_call: OnCall) -> Iterator[Problem]:
    if not steps or steps[0].after_minutes != 0:
        place = (*key, 0, "after_minutes")
        yield document.problem(place, "the ladder does not begin at 0 minutes", mend="Begin with after_minutes: 0.")
    for position, step in enumerate(steps):
        place = (*key, position)
        if position and step.after_minutes <= steps[position - 1].after_minutes:
            what = f"the steps do not rise: {step.after_minutes} comes after {steps[position - 1].after_minutes}"
            yield document.problem((*place, "after_minutes"), what, mend="Put the steps in order, each later.")
        if not step.page:
            yield document.problem((*place, "page"), "the step calls nobody", mend=f"Name a duty, or {ALL}.")
        for order, name in enumerate(step.page):
            known = (*on_call.rota, ALL)
            yield from check_id(document, name, key=(*place, "page", order), known=known, noun="duty")


def _check_reach(document: Document, steps: Sequence[Step], *, key: Key, on_call: OnCall) -> Iterator[Problem]:
    """The problem of a ladder on which one person alone is called, however long that person does not answer."""
    duties = {name for step in steps for name in step.page}
    weeks = [week_of(on_call, duty) for duty in duties]
    if ALL in duties or not duties or None in weeks:
        return
    if any(len(set(people)) < 2 for people in zip(*(week for week in weeks if week), strict=True)):
        what = "the ladder calls one person alone at some hours of the week"
        yield document.problem(key, what, mend=f"Add a step that calls {ALL}, or a duty of somebody else.")
