"""What the page of figures is made of: sections with a table each, and what is drawn of it."""

from dataclasses import dataclass

from bot.staff.figures.bar_chart import BarChart


@dataclass(frozen=True)
class Row:
    """`late`: something in it needs a look; its last cell says so in words."""

    name: str
    cells: tuple[str, ...]
    late: bool = False


@dataclass(frozen=True)
class Table:
    """`head` has the words above the row's name, too."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Hours:
    """One level's day."""

    heading: str
    chart: BarChart
    table: Table


@dataclass(frozen=True)
class Section:
    """A heading, what it means in a sentence, and the numbers."""

    heading: str
    words: str
    table: Table
    chart: BarChart | None = None
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The page, but for its frame."""

    cases: int
    sections: tuple[Section, ...]
