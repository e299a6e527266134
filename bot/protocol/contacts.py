"""What a contact of clinic.yml stands for: an Apprise URL, one that a variable of the environment holds, or `terminal`.

A contact may hold a password: it must never reach a log, a problem or a page.
"""

import logging
from collections.abc import Mapping

from apprise import Apprise

from bot.protocol.on_call import FROM_ENVIRONMENT, TERMINAL, OnCall

# Apprise logs a URL that it cannot read, password and all.
logging.getLogger("apprise").propagate = False


def url_of(contact: str, *, environment: Mapping[str, str]) -> str:
    """The Apprise URL of a contact that is not `terminal`. Raises KeyError with the name of a variable without one."""
    if not contact.startswith(FROM_ENVIRONMENT):
        return contact
    name = contact.removeprefix(FROM_ENVIRONMENT)
    url = environment.get(name, "")
    if not url:
        raise KeyError(name)
    return url


def can_be_called(contact: str, *, environment: Mapping[str, str]) -> bool:
    """Whether `contact` is `terminal`, or Apprise knows how to call it. Nothing is sent. Raises KeyError as url_of."""
    if contact == TERMINAL:
        return True
    return Apprise.instantiate(url_of(contact, environment=environment), suppress_exceptions=True) is not None


def only_on_the_terminal(on_call: OnCall) -> tuple[str, ...]:
    """The ids of the people whom no call reaches but where the bot runs: for trying it, never for patients."""
    return tuple(each for each, person in on_call.people.items() if set(person.contacts) == {TERMINAL})
