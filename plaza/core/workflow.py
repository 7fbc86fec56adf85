"""The only way a status changes: `move()`. What may happen is a row in an app's workflow.py."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from plaza.core import audit
from plaza.core.errors import Conflict, NotAllowed, NotPossible
from plaza.core.signals import moved


@dataclass(frozen=True)
class Transition:
    """One row: from any of `sources`, by whom, to `target` (None keeps the status).

    `permission` is a name or several, any of which is enough; `relation` names what the person must be
    to the object (any of them): see `relations_of(user)`.
    `primary` marks the step a page offers as its filled button."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    label: str
    permission: str | tuple[str, ...]
    relation: tuple[str, ...] = ()
    primary: bool = False
    machine: bool = False
    danger: bool = False


@dataclass(frozen=True)
class Workflow:
    rows: tuple[Transition, ...]
    by_name: dict = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {row.name: row for row in self.rows})

    def __getitem__(self, name) -> Transition:
        return self.by_name[name]

    def __iter__(self):
        return iter(self.rows)


def available_actions(obj, user) -> list[Transition]:
    """The rows this person may take now, in the order of the table. Pages show exactly these."""
    relations = obj.relations_of(user)
    return [row for row in obj.workflow if obj.status in row.sources and _allowed(row, user, relations)]


def may(obj, user, name: str) -> bool:
    return any(row.name == name for row in available_actions(obj, user))


def demand(obj, name: str, *, by) -> Transition:
    """The row, when `by` may take it now; raises NotAllowed or NotPossible as move() would."""
    row = obj.workflow[name]
    if not (by is None and row.machine) and not _allowed(row, by, obj.relations_of(by)):
        raise NotAllowed(name)
    if obj.status not in row.sources:
        raise NotPossible(
            _("This cannot be done now: the status is “%(status)s”.") % {"status": obj.get_status_display()}
        )
    return row


def move(obj, name: str, *, by, at, version: int | None = None, changes=None, facts=None):
    """Take one transition of `obj.workflow`; call it inside the action's transaction.

    Raises NotAllowed (not this person's step), NotPossible (not from this status), Conflict (the row
    is no longer at `version`, by default the version the object was loaded or shown with)."""
    row = demand(obj, name, by=by)
    version = obj.version if version is None else version
    target, before = row.target or obj.status, obj.status
    changes = dict(changes or {})
    with transaction.atomic():
        rows = type(obj)._base_manager.filter(pk=obj.pk, status__in=row.sources, version=version)
        if not rows.update(status=target, version=F("version") + 1, **changes):
            current = type(obj)._base_manager.get(pk=obj.pk)
            raise Conflict(current, entry=audit.of(current).first())
        for name_, value in changes.items():
            setattr(obj, name_, value)
        obj.status, obj.version = target, version + 1
        audit.record(
            obj, name, by=by, at=at, facts={"from": before, "to": target, "fields": sorted(changes), **(facts or {})}
        )
        moved.send(type(obj), obj=obj, action=name, by=by, at=at, facts=facts or {})
    return obj


def edit(obj, changes: dict, *, by, at, act: str = "edit", version: int | None = None, facts=None):
    """Change fields of a versioned row that has no status step: conditional UPDATE, audit. Raises Conflict."""
    version = obj.version if version is None else version
    with transaction.atomic():
        if not type(obj)._base_manager.filter(pk=obj.pk, version=version).update(version=F("version") + 1, **changes):
            current = type(obj)._base_manager.get(pk=obj.pk)
            raise Conflict(current, entry=audit.of(current).first(), sent=changes)
        for name, value in changes.items():
            setattr(obj, name, value)
        obj.version = version + 1
        audit.record(obj, act, by=by, at=at, facts={"fields": sorted(changes), **(facts or {})})
    return obj


def _allowed(row, user, relations) -> bool:
    names = (row.permission,) if isinstance(row.permission, str) else row.permission
    if user is None or not any(user.has_perm(name) for name in names):
        return False
    return not row.relation or bool(set(row.relation) & set(relations))
