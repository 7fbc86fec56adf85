"""What may happen, as rows of a table: `Transition` and `Workflow`. How a row is taken: plaza.core.workflow."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Transition:
    """One row: from any of `sources` (None: from every status), by whom, to `target` (None keeps the status).

    `permission`: a name or several, any of which is enough; () is every member of staff. `relation`: what the
    person must be to the object, any of them; see `Workflow.relation`. `past` is how the record tells it.
    `refusal` is the sentence for who comes too late or too early. `machine`: also taken without a person.
    `primary` marks the step that a page offers as its filled button."""

    name: str
    sources: tuple[str, ...] | None
    target: str | None
    label: str
    permission: str | tuple[str, ...]
    relation: tuple[str, ...] = ()
    past: str = ""
    primary: bool = False
    machine: bool = False
    danger: bool = False
    offered: bool = True
    status: str | None = None
    refusal: str = ""

    @property
    def permissions(self) -> tuple[str, ...]:
        return (self.permission,) if isinstance(self.permission, str) else self.permission


def Edit(
    name: str, permission: str | tuple[str, ...], past: str, sources: tuple[str, ...] | None = None, **more
) -> Transition:
    """A row that keeps the status and has a place of its own on the pages: an edit, a creation, a look."""
    return Transition(name, sources, None, past, permission, past=past, offered=False, **more)


class Workflow:
    """The rows of one kind of record. `status` is where its status stands: a field, "event.status" for a line of
    a plan, "" for a record without one."""

    def __init__(self, *rows: Transition, status: str = "status"):
        self.rows, self.status = rows, status
        self.by_name = {row.name: row for row in rows}
        self.relations: dict[str, Callable] = {}
        self.barred: Callable = lambda obj: False

    def __getitem__(self, name: str) -> Transition:
        return self.by_name[name]

    def __iter__(self):
        return iter(self.rows)

    def relation(self, function: Callable) -> Callable:
        """Register what a person can be to an object, under the name of `function(obj, user) -> bool`."""
        self.relations[function.__name__] = function
        return function

    def bar(self, function: Callable) -> Callable:
        """Register what an object must not be for any person to take a step of it: `function(obj) -> bool`."""
        self.barred = function
        return function

    def status_of(self, obj, row: Transition | None = None) -> str:
        """The status that decides about `row`; "" for a record without one."""
        place = self.status if row is None or row.status is None else row.status
        for name in place.split(".") if place else ():
            obj = getattr(obj, name)
        return obj if place else ""

    def reached(self, obj, row: Transition) -> bool:
        """Whether the object is where `row` begins."""
        return row.sources is None or self.status_of(obj, row) in row.sources

    def allows(self, obj, row: Transition, user) -> bool:
        """Whether `row` is this person's: by permission, then by relation. The status is not asked."""
        if user is None or not user.is_authenticated or self.barred(obj):
            return False
        if row.permissions and not any(user.has_perm(name) for name in row.permissions):
            return False
        return not row.relation or any(self.relations[name](obj, user) for name in row.relation)
