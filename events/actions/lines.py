"""The lines of a part of the plan: saved as one table, taken out, brought back."""

from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from events.models import Desk, Event, PlanLine, Zone
from events.parts import Line, Part
from plaza.core import submission
from plaza.core.errors import NotPossible
from plaza.core.models import User
from plaza.core.workflow import create, demand, edit

KEPT = timedelta(days=30)
AWAY = 20_000  # desk numbers step aside here while two desks change places


def save_tables(event: Event, tables: dict[Part, list[Line]], *, key: str, by: User, at: datetime) -> dict:
    """Save the tables of a page in one transaction. The same `key` again adds no line a second time; what else was
    changed or removed on the page since is saved.

    Returns the ids of what was removed, by part. Raises Conflict for the first line that somebody else changed,
    AlreadySaved when the key came with other new lines."""
    new = {part.name: [line.values for line in lines if line.pk is None] for part, lines in tables.items()}
    with transaction.atomic():
        if any(new.values()):
            claim, fresh = submission.claim(key, "lines", {"event": event.pk, **_plain(new)}, by=by, at=at)
            if fresh:
                submission.made(claim, event, event.name)
            else:
                tables = {part: [line for line in lines if line.pk is not None] for part, lines in tables.items()}
        return {part: save_lines(event, part, lines, by=by, at=at) for part, lines in tables.items()}


def save_lines(event: Event, part: Part, lines: list[Line], *, by: User, at: datetime) -> list[int]:
    """Save one table: removed lines first, then changed ones, then new ones; the ids of what was removed."""
    demand(part.model(event=event), "edit", by=by)
    with transaction.atomic():
        known = {row.pk: row for row in part.model.objects.filter(event=event, removed_at=None).select_related("event")}
        sent = [line for line in lines if line.pk is not None]
        if any(line.pk not in known and not line.remove for line in sent):
            raise NotPossible(_("A row was removed by somebody else meanwhile. Load the page again."))
        removed = [line for line in sent if line.remove and line.pk in known]
        changed = [(line, changes_of(known[line.pk], line.values)) for line in sent if not line.remove]
        changed = [(line, changes) for line, changes in changed if changes]
        if part.model is Desk:
            moving = [line.pk for line, changes in changed if "number" in changes]
            Desk.objects.filter(pk__in=moving).update(number=F("number") + AWAY)
        for line in sent:
            if line.pk in known:
                known[line.pk].version = line.version
        for line in removed:
            _free(known[line.pk])
            edit(known[line.pk], "remove", {"removed_at": at, "removed_by": by}, by=by, at=at)
        for line, changes in changed:
            with _kept_apart(known[line.pk], changes):
                edit(known[line.pk], "edit", changes, by=by, at=at)
        for line in lines:
            if line.pk is None and not line.remove:
                row = part.model(event=event, **line.values)
                with _kept_apart(row):
                    create(row, by=by, at=at)
    return [line.pk for line in removed]


def restore_lines(event: Event, model: type[PlanLine], pks: list[int], *, by: User, at: datetime) -> list[int]:
    """Bring back what was taken out within the last 30 days; the ids of what came back."""
    demand(model(event=event), "restore", by=by)
    with transaction.atomic():
        rows = list(model.objects.filter(event=event, pk__in=pks).exclude(removed_at=None).select_related("event"))
        for row in rows:
            if row.removed_at < at - KEPT:
                raise NotPossible(_("Rows come back within 30 days; this one was removed earlier."))
            back = {"removed_at": None, "removed_by": None}
            with _kept_apart(row, back):
                edit(row, "restore", back, by=by, at=at)
    return [row.pk for row in rows]


def changes_of(row, values: dict) -> dict:
    """Of `values` those that differ from what stands."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


@contextmanager
def _kept_apart(row, changes=None):
    """What a constraint of the table refuses (somebody was quicker) is refused in the words of the constraint."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        wanted = copy(row)
        for name, value in (changes or {}).items():
            setattr(wanted, name, value)
        try:
            wanted.validate_constraints()
        except ValidationError as fault:
            raise NotPossible(" ".join(fault.messages)) from None
        raise


def _free(row) -> None:
    if isinstance(row, Zone) and row.desks.filter(removed_at=None).exists():
        raise NotPossible(_("Zone “%(zone)s” still has desks. Move them to another zone first.") % {"zone": row.name})
    if isinstance(row, Desk) and (ticket := row.tickets.filter(status__in=["called", "serving"]).first()):
        raise NotPossible(
            _("Desk %(desk)s has ticket %(ticket)s in hand. Finish it or send it to another desk first.")
            % {"desk": row.number, "ticket": ticket.code}
        )


def _plain(new: dict) -> dict:
    return {name: [{key: str(value) for key, value in line.items()} for line in lines] for name, lines in new.items()}
