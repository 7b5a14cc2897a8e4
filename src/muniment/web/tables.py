"""Lists that can be sorted, paged to the end and exported."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse  # noqa: TID251

from muniment.foundation.kernel.saving import saved
from muniment.web.door import render

T = TypeVar("T")
PAGE_SIZE = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table: text, with a link or as a coloured tag."""

    text: str
    href: str = ""
    tag: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column. `sort` is the field that the database sorts it by; empty: not sortable. `tight`:
    short words that stay on one line."""

    key: str
    label: str
    cell: Callable[[T], Cell | str]
    sort: str = ""
    numeric: bool = False
    tight: bool = False

    def of(self, row: T) -> Cell:
        """The cell of one row."""
        found = self.cell(row)
        return found if isinstance(found, Cell) else Cell(found)


@dataclass(frozen=True)
class Table(Generic[T]):
    """One page of a list, with all that is needed to go on from it."""

    request: HttpRequest
    columns: Sequence[Column[T]]
    rows: Sequence[T] | QuerySet[Any]
    order: str = ""
    caption: str = ""
    empty: str = "There is nothing here."
    prepare: Callable[[Sequence[T]], Any] | None = None
    per_page: int = PAGE_SIZE
    exported: Sequence[Column[T]] = ()  # where the list as CSV has others than the page
    _cache: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def sorted_by(self) -> tuple[str, bool]:
        """The key of the column sorted by, and whether it runs downwards."""
        asked = self.request.GET.get("sort", "") or self.order
        key = asked.removeprefix("-")
        known = {column.key for column in self.columns if column.sort}
        if key not in known:
            asked, key = self.order, self.order.removeprefix("-")
        return key, asked.startswith("-")

    def _sorted(self) -> Sequence[T] | QuerySet[Any]:
        key, down = self.sorted_by
        sort = next((one.sort for one in self.columns if one.key == key), "")
        if not sort or not isinstance(self.rows, QuerySet):
            return self.rows
        # The primary key last, so that no row is shown twice or left out between pages.
        return self.rows.order_by(f"{'-' if down else ''}{sort}", "-pk" if down else "pk")

    @property
    def page(self) -> Page[Any]:
        """The rows of this page."""
        if "page" not in self._cache:
            self._cache["page"] = self._page()
        found: Page[Any] = self._cache["page"]
        return found

    def _page(self) -> Page[Any]:
        paginator = Paginator(self._sorted(), self.per_page)
        try:
            found = paginator.page(_whole(self.request.GET.get("page", "1")))
        except EmptyPage:
            found = paginator.page(paginator.num_pages)
        found.object_list = list(found.object_list)
        if self.prepare:
            self.prepare(found.object_list)
        return found

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return int(self.page.paginator.count)

    @property
    def cells(self) -> list[list[Cell]]:
        """The page, cell by cell."""
        return [[column.of(row) for column in self.columns] for row in self.page.object_list]

    @property
    def headings(self) -> list[dict[str, Any]]:
        """The heads of the columns, with the address that sorts by each."""
        key, down = self.sorted_by
        return [
            {
                "label": column.label,
                "numeric": column.numeric,
                "href": self._sort_address(column, key, down) if self._can_sort(column) else "",
                "sorted": ("descending" if down else "ascending") if column.key == key else "none",
            }
            for column in self.columns
        ]

    def _can_sort(self, column: Column[T]) -> bool:
        return bool(column.sort) and isinstance(self.rows, QuerySet)

    def _sort_address(self, column: Column[T], key: str, down: bool) -> str:
        wanted = f"-{column.key}" if column.key == key and not down else column.key
        return self.address(sort=wanted, page=None)

    def address(self, **changes: str | int | None) -> str:
        """This list's address with some of its parameters changed (None: left out)."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"

    @property
    def links(self) -> dict[str, Any]:
        """The parameters of the pagination component; empty for a single page."""
        page = self.page
        if page.paginator.num_pages < 2:
            return {}
        found: dict[str, Any] = {"items": [self._link(number) for number in _near(page)]}
        if page.has_previous():
            found["previous"] = {"href": self.address(page=page.previous_page_number())}
        if page.has_next():
            found["next"] = {"href": self.address(page=page.next_page_number())}
        return found

    def _link(self, number: int | None) -> dict[str, Any]:
        if number is None:
            return {"ellipsis": True}
        current = number == self.page.number
        return {"number": f"{number:,}", "href": self.address(page=number), "current": current}

    def lines(self) -> Iterator[list[str]]:
        """Every row of the list (not only this page) as text, the heads first."""
        columns = self.exported or self.columns
        yield [column.label for column in columns]
        rows = self._sorted()
        for chunk in _chunks(rows, 500):
            if self.prepare:
                self.prepare(chunk)
            for row in chunk:
                yield [harmless(column.of(row).text) for column in columns]


def show(
    request: HttpRequest, template: str, table: Table[Any], *, name: str, **context: Any
) -> HttpResponseBase:
    """The page with the list in it, or the whole list as CSV where `?format=csv` asks for it."""
    if request.GET.get("format") == "csv":
        return as_csv(table.lines(), name)
    return render(request, template, table=table, **context)


def as_csv(lines: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    """The lines as a CSV file to save."""
    answer = StreamingHttpResponse(_written(lines), content_type="text/csv; charset=utf-8")
    for header, said in saved(f"{name}.csv").items():
        answer.headers[header] = said
    return answer


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def _written(lines: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for line in lines:
        yield writer.writerow(line)


def harmless(text: str) -> str:
    """The text so that a spreadsheet does not take it for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _chunks(rows: Any, size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=size) if isinstance(rows, QuerySet) else rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10**9 else 1


def _near(page: Page[Any]) -> list[int | None]:
    last = page.paginator.num_pages
    shown = sorted(
        {1, page.number - 1, page.number, page.number + 1, last} & set(range(1, last + 1))
    )
    found: list[int | None] = []
    for number in shown:
        if found and found[-1] is not None and number - found[-1] > 1:
            found.append(None)
        found.append(number)
    return found
