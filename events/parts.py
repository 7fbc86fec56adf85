"""A part of the plan that is a table: one declaration, `Part`, on a `Page`.

A Part gives its lines a form to edit, undo, a table to read, a place in the printed plan, Excel out and in, the
words of the record of acts (the model's) and examples for the generated tests. To write one: a model (a PlanLine),
its migration, a LineForm and a Part beside it; see the recipe in CONTRIBUTING."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from plaza.core.sheets import Column, Sheet

PARTS: dict[str, "Part"] = {}
PAGES: dict[str, "Page"] = {}


@dataclass
class Line:
    """One line of a table as it was sent: pk None adds, `remove` takes out."""

    values: dict = field(default_factory=dict)
    pk: int | None = None
    version: int | None = None
    remove: bool = False


@dataclass(frozen=True, eq=False)
class Page:
    """A page of the plan with one or more tables, in the order in which they are saved.

    `name` is in its address and in the names of its URL and template (events/event_<name>.html, when it has one of
    its own), `position` its place among the tabs. `extra(event, lines)` gives that template more; `lines` are lists
    by the name of the part."""

    name: str
    title: str
    save: str
    position: int
    extra: Callable[[Any, dict], dict] = lambda event, lines: {}
    parts: list["Part"] = field(default_factory=list)

    def __post_init__(self):
        PAGES[self.name] = self

    @property
    def only(self) -> "Part | None":
        """Its table, when it has but one."""
        return self.parts[0] if len(self.parts) == 1 else None


def pages() -> list[Page]:
    """All pages of tables, in the order of the tabs."""
    return sorted(PAGES.values(), key=lambda page: page.position)


@dataclass(frozen=True, eq=False)
class Part:
    """One table. `relation` is its name on the event. `columns` are what readers, paper and Excel show.

    `form` is a LineForm, `check(forms)` looks at all lines together; `choices(event)` are the options of the
    fields that choose, by field; `sorted_by` puts lines into the order of the table."""

    name: str
    model: type
    relation: str
    page: Page
    form: type
    columns: tuple[Column, ...]
    title: str
    add: str
    empty: str
    choices: Callable[[Any], dict] = lambda event: {}
    check: Callable[[list], None] = lambda forms: None
    sorted_by: Callable[[Any], Any] | None = None
    related: tuple[str, ...] = ()

    def __post_init__(self):
        PARTS[self.name] = self
        self.page.parts.append(self)

    def lines(self, event) -> list:
        """The lines of this event that stand, in the order of the table."""
        rows = self._of(event).filter(removed_at=None)
        return sorted(rows, key=self.sorted_by) if self.sorted_by else list(rows)

    def removed(self, event, *, since) -> list:
        """What was taken out since then and can come back, the last first."""
        rows = self._of(event).filter(removed_at__gte=since)
        return list(rows.select_related("removed_by").order_by("-removed_at"))

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.title, self.columns, empty=self.empty)

    def _of(self, event) -> QuerySet:
        return self.model.objects.filter(event=event).select_related(*self.related)
