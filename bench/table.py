"""The report: one table of both halves, and why a half is not whole. A missing figure is a dash, never a zero."""

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.figures import REST, WEB, Half, Load, OpenStreams, Percentiles

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
    # What a patient meets: here the web chat with all that it keeps, there all that stock Rasa has.
    rows += _load_rows("message to reply", project=project, on=WEB, stock=stock)
    rows += _load_rows("Rasa's REST channel alone", project=project, on=REST, stock=stock)
    rows.append((f"turn {_turns(project, stock)} of one chat, median", _turn_costs(project), _turn_costs(stock)))
    rows += [] if project.streams is None else _stream_rows(project.streams)
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


def _load_rows(what: str, *, project: Half, on: str, stock: Half) -> Iterator[Row]:
    loads = [*project.loads.get(on, ()), *stock.loads.get(REST, ())]
    for patients in sorted({load.patients for load in loads}):
        ours, theirs = project.load(on, patients=patients), stock.load(REST, patients=patients)
        at = f"{what}, {patients} patient{'s' if patients > 1 else ''}"
        yield f"{at}: p50 / p95 / p99", _latency(ours), _latency(theirs)
        if ours and ours.accepted_ms:
            yield "  from accepted to readable", _percentiles(ours.accepted_ms), NONE
        yield "  messages a second", _rate(ours), _rate(theirs)
        yield "  CPU of a message (sending it: of all CPU)", _cpu(ours), _cpu(theirs)


def _stream_rows(streams: OpenStreams) -> Iterator[Row]:
    arrival, reply = streams.arrival_ms, streams.reply_ms
    memory = f"{streams.memory_before_mb:.0f} -> {streams.memory_with_mb:.0f} MB, {streams.kilobytes_each:.0f} KB each"
    yield f"{streams.count} open streams: opened within", _seconds(streams.opened_in_s), NONE
    yield "  memory of the application", memory, NONE
    yield "  a message on its stream: p50 / p95", f"{arrival[0]:.1f} / {arrival[1]:.1f} ms", NONE
    yield "  message to reply: p50 / p95", f"{reply[0]:.1f} / {reply[1]:.1f} ms", NONE


def _turns(*halves: Half) -> str:
    return " / ".join(map(str, sorted({turn for half in halves for turn in half.turn_ms})))


def _turn_costs(half: Half) -> str:
    return f"{' / '.join(f'{took:.1f}' for _, took in sorted(half.turn_ms.items()))} ms" if half.turn_ms else NONE


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f} s"


def _megabytes(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f} MB"


def _sum(memory: dict[str, float]) -> str:
    return _megabytes(sum(memory.values()) if memory else None)


def _latency(load: Load | None) -> str:
    return NONE if load is None else _percentiles((load.p50_ms, load.p95_ms, load.p99_ms))


def _percentiles(values: Percentiles) -> str:
    return f"{' / '.join(f'{value:.1f}' for value in values)} ms"


def _rate(load: Load | None) -> str:
    return NONE if load is None else f"{load.messages_a_second:.0f}"


def _cpu(load: Load | None) -> str:
    if load is None or load.cpu_ms is None:
        return NONE
    return f"{load.cpu_ms:.1f} ms ({load.generator_percent:.0f} %)"


def _unanswered(half: Half) -> str:
    sent = sum(load.messages for loads in half.loads.values() for load in loads)
    return f"{half.unanswered} of {sent}" if sent else NONE
