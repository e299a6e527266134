"""The call of a custom action with what it needs and no more, and the check of its answer without preparing it anew.

Rasa checks its own schema of an answer again at every call, and sends every event of the conversation. Here the schema
is checked once, and the events stay out: the actions read the latest message and the slots. An answer that Rasa
would refuse must be refused here too.
"""

from typing import Any, Dict, Text

import rasa
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)
_VALIDATOR.check_schema(_SCHEMA)
_ANSWERS = _VALIDATOR(_SCHEMA)


class LeanAction(RemoteAction):
    """A `RemoteAction` whose request has no events, and whose answer is checked by a validator made once."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
            return super()._action_call_format(tracker, domain)
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": {**tracker.current_state(EventVerbosity.NONE), "events": []},
            "version": rasa.__version__,
        }

    def _validate_action_result(self, result: Dict[Text, Any]) -> bool:
        error = best_match(_ANSWERS.iter_errors(result))
        if error is not None:
            raise error
        return True
