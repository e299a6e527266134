"""The report: one table of both halves, and why a half is not whole. A missing figure is a dash, never a zero."""

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.figures import END_TO_END, REST, Half, Load

Row = tuple[str, str, str]
NONE = "-"


def table_rows(project: Half, stock: Half) -> list[Row]:
    """What is measured, the project's figure, the stock project's figure."""
    rows = [
        (f"training on {count} messages", _seconds(project.trained_s.get(count)), _seconds(stock.trained_s.get(count)))
        for count in sorted(project.trained_s.keys() | stock.trained_s.keys())
    ]
    rows.append(("start until the first answer", _seconds(project.start_s), _seconds(stock.start_s)))
    rows += [
        (f"memory: {name}", _megabytes(project.memory_mb.get(name)), _megabytes(stock.memory_mb.get(name)))
        for name in dict.fromkeys((*project.memory_mb, *stock.memory_mb))
    ]
    rows.append(("memory: sum", _sum(project.memory_mb), _sum(stock.memory_mb)))
    for path in (END_TO_END, REST):
        by_patients = [{load.patients: load for load in half.loads.get(path, [])} for half in (project, stock)]
        for patients in sorted(by_patients[0].keys() | by_patients[1].keys()):
            ours, theirs = (loads.get(patients) for loads in by_patients)
            at = f"{path}, {patients} patient{'s' if patients > 1 else ''}"
            rows.append((f"{at}: p50 / p95 / p99", _latency(ours), _latency(theirs)))
            rows.append((f"{at}: messages a second", _rate(ours), _rate(theirs)))
    rows.append(("messages without a reply", _unanswered(project), _unanswered(stock)))
    return rows


def print_report(console: Console, *, project: Half, stock: Half, cores: int) -> None:
    """Print the table, and below it the reason of each half that failed."""
    table = Table(title=f"On {cores} cores", box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN)
    table.add_column("", no_wrap=True)
    for name, half in (("this project", project), ("stock Rasa", stock)):
        table.add_column(f"{name} (failed)" if half.error else name, justify="right", no_wrap=True)
    for row in table_rows(project, stock):
        table.add_row(*row)
    console.print(table)
    for name, half in (("this project", project), ("stock Rasa", stock)):
        if half.error:
            console.print(f"[bold red]{name} failed:[/] {escape(half.error)}", highlight=False)


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f} s"


def _megabytes(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} MB"


def _sum(memory: dict[str, float]) -> str:
    return _megabytes(sum(memory.values()) if memory else None)


def _latency(load: Load | None) -> str:
    return NONE if load is None else f"{load.p50_ms:.1f} / {load.p95_ms:.1f} / {load.p99_ms:.1f} ms"


def _rate(load: Load | None) -> str:
    return NONE if load is None else f"{load.messages_a_second:.0f}"


def _unanswered(half: Half) -> str:
    sent = sum(load.messages for loads in half.loads.values() for load in loads)
    return f"{half.unanswered} of {sent}" if sent else NONE
