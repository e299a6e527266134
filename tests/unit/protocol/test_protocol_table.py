"""The truth table that a clinician reads: kept in docs/, true to the protocol."""

from pathlib import Path

from bot.protocol import Protocol, protocol_table

TABLE = Path(__file__).resolve().parents[3] / "docs" / "protocol-table.md"


def test_the_file_in_docs_is_true(protocol: Protocol) -> None:
    assert TABLE.read_text(encoding="utf-8") == protocol_table(protocol), (
        "the protocol has changed: read what changed, then renew the table with "
        "`python -m bot protocol export --table docs/protocol-table.md`"
    )


def test_it_shows_the_minute_before_the_hour_and_the_minute_after(protocol: Protocol) -> None:
    rows = protocol_table(protocol).split("## makeup")[1].split("\n## ")[0].splitlines()

    (row,) = (line for line in rows if line.startswith("| pen, prp | 48 h"))
    verdicts = [cell.split("**")[1] for cell in row.split("|")[3:6]]
    assert verdicts == ["avoid", "care", "care"]


def test_it_has_every_topic_item_and_text(protocol: Protocol) -> None:
    table = protocol_table(protocol)
    for topic in protocol.topics.values():
        assert f"## {topic.id} - {topic.label}" in table
        assert topic.range in table
        for entry in (topic, *topic.items.values()):
            assert all(phase.text in table for phases in entry.phases.values() for phase in phases)
        for item in topic.items.values():
            assert f"### {topic.id} / {item.id}" in table
            assert item.text is None or item.text in table
