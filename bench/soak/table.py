"""The soak's table: what was sent, what came of it, what was killed meanwhile, and whether it passed."""

from rich import box
from rich.console import Console
from rich.table import Table

from bench.figures import percentiles_ms
from bench.soak.run import Report


def table_rows(report: Report) -> list[tuple[str, str, str]]:
    """What is counted, on the patients' streams, in the database."""
    shown, stored, deaths = report.shown, report.stored, report.deaths
    rows = [
        ("messages accepted", shown.sent, stored.sent),
        ("answered by one turn", shown.answered, stored.answered),
        ("  of these with the safe sentence", shown.safe, stored.safe),
        ("lost", shown.lost, stored.lost),
        ("doubled", shown.doubled, stored.doubled),
        ("out of order", shown.out_of_order, stored.out_of_order),
    ]
    return [
        *((name, str(on_streams), str(in_database)) for name, on_streams, in_database in rows),
        ("still waiting", "", str(report.records.waiting)),
        ("safe sentences without a report", "", str(report.records.unheard)),
        ("chats with a message", str(report.chats), str(len(report.records.chats))),
        ("  alike on stream, pages and in the records", str(report.same), ""),
        ("the database is whole", "", "yes" if report.records.intact else "NO"),
        ("sent again / came back to the stream", f"{report.sent_again} / {report.came_back}", ""),
        ("from the first of a burst to a reply: p50 / p95 / p99", _waits(report), ""),
        ("killed: application / Rasa", f"{deaths.application} / {deaths.rasa}", ""),
        ("  longest until whole again", f"{deaths.longest_mending_s:.1f} s", ""),
        ("  Rasa outlived its application", str(deaths.rasa_outlived), ""),
        ("the application ended by itself", str(deaths.application_by_itself), ""),
        ("took", f"{report.took_s:.0f} s", ""),
    ]


def print_report(console: Console, report: Report) -> None:
    """The table and the verdict."""
    table = Table(title="Soak", box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN)
    table.add_column("", no_wrap=True)
    for name in ("on the patients' streams", "in the database"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in table_rows(report):
        table.add_row(*row)
    console.print(table)
    console.print("passed" if report.passed else "FAILED")


def _waits(report: Report) -> str:
    if not report.waited_s:
        return "-"
    return f"{' / '.join(f'{each / 1000:.1f}' for each in percentiles_ms(report.waited_s))} s"
