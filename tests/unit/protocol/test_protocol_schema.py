"""The JSON Schemas for editors."""

from bot.protocol import TOPICS, export_schema


def test_there_is_a_schema_for_each_file_that_a_clinic_edits() -> None:
    schemas = export_schema()

    assert set(schemas) == {"topic", "clinic", "override"}
    assert all(schema["additionalProperties"] is False for schema in schemas.values())


def test_an_editor_knows_ids_and_verdicts() -> None:
    schemas = export_schema()

    assert schemas["topic"]["properties"]["topic"]["enum"] == list(TOPICS)
    assert schemas["topic"]["$defs"]["Verdict"]["enum"] == ["avoid", "care", "ok", "normal", "contact"]
    assert "schedules" in schemas["topic"]["required"]
    assert schemas["override"]["properties"]["topics"]["propertyNames"]["enum"] == list(TOPICS)
    assert {"name", "phone", "country", "time_zone"} <= set(schemas["clinic"]["required"])


def test_an_editor_knows_opening_hours_and_the_questions_of_an_override() -> None:
    schemas = export_schema()

    assert {"opening", "holidays"} <= set(schemas["clinic"]["properties"])
    assert "questions" in schemas["override"]["$defs"]["FlagChange"]["properties"]
    assert {"levels", "signs", "confirms", "denies"} <= set(schemas["override"]["$defs"]["Question"]["properties"])
