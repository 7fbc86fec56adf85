"""How a row of a workflow table is taken. `move()` is the only way a status changes; `edit()` and `create()` are
the ways a row changes or comes about. All three demand what the table says and write the audit entry."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from plaza.core import audit
from plaza.core.errors import Conflict, NotAllowed, NotPossible
from plaza.core.signals import moved
from plaza.core.transitions import Edit, Transition, Workflow

__all__ = ["Edit", "Transition", "Workflow", "available_actions", "create", "demand", "edit", "may", "move"]


def available_actions(obj, user, among=None) -> list[Transition]:
    """The steps this person may take now, in the order of the table. Pages and lists show exactly these.

    `among`: names; no other step is asked about, and the order is theirs."""
    table = obj.workflow
    rows = table if among is None else [table[name] for name in among]
    return [row for row in rows if row.offered and table.reached(obj, row) and table.allows(obj, row, user)]


def may(obj, user, name: str) -> bool:
    """Whether this person may take the row `name` now; an unsaved object answers for one that is to be made."""
    row = obj.workflow[name]
    return obj.workflow.reached(obj, row) and obj.workflow.allows(obj, row, user)


def demand(obj, name: str, *, by) -> Transition:
    """The row, when `by` may take it now. Raises NotAllowed (not theirs), NotPossible (not from this status)."""
    table, row = obj.workflow, obj.workflow[name]
    if not (by is None and row.machine) and not table.allows(obj, row, by):
        raise NotAllowed(name)
    if not table.reached(obj, row):
        raise NotPossible(
            row.refusal or _("This cannot be done now: the status is “%(status)s”.") % {"status": _status(obj, row)}
        )
    return row


def move(obj, name: str, *, by, at, changes=None, facts=None, wrote=()):
    """Take one transition of `obj.workflow`; call it inside the action's transaction.

    `wrote`: the rows that the act wrote beside it; the entry keeps their kind and key.
    Raises NotAllowed (not this person's step), NotPossible (not from this status), Conflict (the row is no longer
    at `obj.version`: the version it was loaded with, or shown with, which the form or button puts onto it)."""
    row = demand(obj, name, by=by)
    target, before = row.target or obj.status, obj.status
    changes = dict(changes or {})
    with transaction.atomic():
        _update(obj, row, {"status": target, **changes})
        facts = {**(facts or {}), "from": before, "to": target, "fields": sorted(changes)}
        audit.record(obj, name, by=by, at=at, facts=facts, wrote=wrote)
        moved.send(type(obj), obj=obj, action=name, by=by, at=at, facts=facts)
    return obj


def edit(obj, name: str, changes: dict, *, by, at, facts=None, wrote=()):
    """Change fields of a versioned row, as its table allows: conditional UPDATE, audit. No change, no entry.

    Raises NotAllowed, NotPossible and Conflict like move()."""
    row = demand(obj, name, by=by)
    if not changes and not facts:
        return obj
    with transaction.atomic():
        _update(obj, row, changes)
        audit.record(obj, name, by=by, at=at, facts={"fields": sorted(changes), **(facts or {})}, wrote=wrote)
    return obj


def create(obj, name: str = "add", *, by, at, facts=None, wrote=()):
    """Save a new row, as its table allows, with its entry. Raises NotAllowed and NotPossible."""
    demand(obj, name, by=by)
    with transaction.atomic():
        obj.save(force_insert=True)
        audit.record(obj, name, by=by, at=at, facts=facts, wrote=wrote)
    return obj


def _update(obj, row: Transition, changes: dict) -> None:
    """One conditional UPDATE: the guard against two at once. Writes the changes onto the object.

    The Conflict has the newest entry of a change: prints, looks and sign-ins name no fields and no status."""
    rows = type(obj)._base_manager.filter(pk=obj.pk, version=obj.version)
    if row.sources is not None:
        place = (row.status or obj.workflow.status).replace(".", "__")
        rows = rows.filter(**{f"{place}__in": row.sources})
    if not rows.update(version=F("version") + 1, **changes):
        current = type(obj)._base_manager.get(pk=obj.pk)
        raise Conflict(current, entry=audit.of(current).filter(facts__has_any_keys=["fields", "to"]).first())
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.version += 1


def _status(obj, row: Transition) -> str:
    owner = obj
    *path, field = (row.status or obj.workflow.status).split(".")
    for name in path:
        owner = getattr(owner, name)
    return getattr(owner, f"get_{field}_display")()
