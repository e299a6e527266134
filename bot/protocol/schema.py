"""JSON Schemas of the files that a clinic edits, so that an editor completes keys and marks mistakes while typing."""

from typing import Any

from bot.protocol.languages import LANGUAGES
from bot.protocol.model import Clinic
from bot.protocol.vocabulary import FLAGS, TOPICS
from bot.protocol.written import WrittenOverride, WrittenTopic

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export_schema() -> dict[str, Any]:
    """The schemas by file: "topic" (topics/*.yml), "clinic" (clinic.yml) and "override" (a clinic's override file)."""
    topic = WrittenTopic.model_json_schema()
    topic["properties"]["topic"]["enum"] = list(TOPICS)
    override = WrittenOverride.model_json_schema()
    override["properties"]["topics"]["propertyNames"] = {"enum": list(TOPICS)}
    override["properties"]["flags"]["propertyNames"] = {"enum": list(FLAGS)}
    override["properties"]["languages"]["propertyNames"] = {"enum": list(LANGUAGES)}
    schemas = {"topic": topic, "clinic": Clinic.model_json_schema(), "override": override}
    return {name: {"$schema": _DIALECT, **schema} for name, schema in schemas.items()}
