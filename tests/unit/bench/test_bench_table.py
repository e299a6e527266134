"""The benchmark's report: every figure in its place, a dash where there is none, and the reason of a failed half."""

from io import StringIO

from rich.console import Console

from bench.figures import REST, WEB, Half, Load, OpenStreams
from bench.table import print_report, table_rows


def _load(patients: int, *, p50_ms: float, accepted: bool = False) -> Load:
    return Load(
        *(patients, 300, 0, p50_ms, p50_ms + 5, p50_ms + 10, 1000 / p50_ms),
        accepted_ms=(p50_ms - 8, p50_ms - 4, p50_ms) if accepted else None,
        cpu_ms=p50_ms / 2,
        generator_percent=3.2,
    )


def _project() -> Half:
    return Half(
        trained_s={552: 20.0, 7482: 61.25},
        start_s=4.04,
        memory_mb={"application": 150.4, "Rasa": 330.0},
        loads={WEB: [_load(1, p50_ms=20.0, accepted=True)], REST: [_load(1, p50_ms=10.0), _load(8, p50_ms=40.0)]},
        turn_ms={1: 19.0, 100: 19.51},
        streams=OpenStreams(2000, 4.5, 150.0, 190.0, (1.0, 2.0, 3.0), (20.0, 30.0, 40.0)),
    )


def _stock() -> Half:
    return Half(trained_s={552: 300.0}, start_s=27.0, memory_mb={"Rasa": 1135.0}, loads={REST: [_load(1, p50_ms=25.0)]})


def _printed(project: Half, stock: Half) -> str:
    out = StringIO()
    print_report(Console(file=out, width=120), project=project, stock=stock, cores=2)
    return out.getvalue()


def test_rows_set_both_halves_side_by_side() -> None:
    assert table_rows(_project(), _stock()) == [
        ("training on 552 messages", "20.0 s", "300.0 s"),
        ("training on 7482 messages", "61.2 s", "-"),
        ("start until the first answer", "4.0 s", "27.0 s"),
        ("memory: application", "150 MB", "-"),
        ("memory: Rasa", "330 MB", "1135 MB"),
        ("memory: sum", "480 MB", "1135 MB"),
        ("message to reply, 1 patient: p50 / p95 / p99", "20.0 / 25.0 / 30.0 ms", "25.0 / 30.0 / 35.0 ms"),
        ("  from accepted to readable", "12.0 / 16.0 / 20.0 ms", "-"),
        ("  messages a second", "50", "40"),
        ("  CPU of a message (sending it: of all CPU)", "10.0 ms (3 %)", "12.5 ms (3 %)"),
        ("Rasa's REST channel alone, 1 patient: p50 / p95 / p99", "10.0 / 15.0 / 20.0 ms", "25.0 / 30.0 / 35.0 ms"),
        ("  messages a second", "100", "40"),
        ("  CPU of a message (sending it: of all CPU)", "5.0 ms (3 %)", "12.5 ms (3 %)"),
        ("Rasa's REST channel alone, 8 patients: p50 / p95 / p99", "40.0 / 45.0 / 50.0 ms", "-"),
        ("  messages a second", "25", "-"),
        ("  CPU of a message (sending it: of all CPU)", "20.0 ms (3 %)", "-"),
        ("turn 1 / 100 of one chat, median", "19.0 / 19.5 ms", "-"),
        ("2000 open streams: opened within", "4.5 s", "-"),
        ("  memory of the application", "150 -> 190 MB, 20 KB each", "-"),
        ("  a message on its stream: p50 / p95", "1.0 / 2.0 ms", "-"),
        ("  message to reply: p50 / p95", "20.0 / 30.0 ms", "-"),
        ("messages without a reply", "0 of 900", "0 of 300"),
    ]


def test_a_half_without_figures_is_dashes_not_zeros() -> None:
    assert {row[1] for row in table_rows(Half(), _stock())} == {"-"}


def test_a_failed_half_is_named_with_its_reason_and_the_other_is_still_printed() -> None:
    printed = _printed(_project(), Half(error="It did not start. The log: /var/[bench]/rasa.log"))
    assert "stock Rasa (failed)" in printed
    assert "stock Rasa failed: It did not start. The log: /var/[bench]/rasa.log" in printed
    assert "20.0 / 25.0 / 30.0 ms" in printed


def test_outside_a_terminal_the_table_is_plain_text() -> None:
    assert _printed(_project(), _stock()).isascii()
