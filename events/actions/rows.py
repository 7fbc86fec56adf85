"""The small tables of a plan: schedule, zones, desks, posts, budget; and who is on duty."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from events.actions.tasks import FAR
from events.models import BudgetLine, Desk, Duty, Event, Post, SafetyText, ScheduleSlot, Task, Zone
from plaza.core import audit, submission
from plaza.core.errors import NotPossible
from plaza.core.models import User
from plaza.core.workflow import create, demand, edit

KEPT = timedelta(days=30)
TABLES = {"slots": ScheduleSlot, "zones": Zone, "desks": Desk, "posts": Post, "budget": BudgetLine, "tasks": Task}
AWAY = 20_000  # desk numbers step aside here while two desks change places


@dataclass
class Row:
    """One line of a table as it was sent: pk None adds, `remove` takes out."""

    values: dict = field(default_factory=dict)
    pk: int | None = None
    version: int | None = None
    remove: bool = False


def save_rows(event: Event, table: str, rows: list[Row], *, by: User, at: datetime) -> list[int]:
    """Save a table in one transaction: removed rows first, then changed ones, then new ones.

    Returns the ids of what was removed. Raises Conflict for the first row that somebody else changed."""
    model = TABLES[table]
    demand(model(event=event), "edit", by=by)
    with transaction.atomic():
        known = {row.pk: row for row in model.objects.filter(event=event, removed_at=None)}
        sent = [row for row in rows if row.pk is not None]
        removed = [row for row in sent if row.remove and row.pk in known]
        changed = [(row, _changes(known[row.pk], row.values)) for row in sent if not row.remove and row.pk in known]
        changed = [(row, changes) for row, changes in changed if changes]
        if any(row.pk not in known and not row.remove for row in sent):
            raise NotPossible(_("A row was removed by somebody else meanwhile. Load the page again."))
        if table == "desks":
            moving = [row.pk for row, changes in changed if "number" in changes]
            Desk.objects.filter(pk__in=moving).update(number=F("number") + AWAY)
        for row in removed:
            _free(known[row.pk])
            gone = {"removed_at": at, "removed_by": by}
            edit(known[row.pk], "remove", gone, by=by, at=at, version=row.version)
        for row, changes in changed:
            edit(known[row.pk], "edit", changes, by=by, at=at, version=row.version)
        for row in rows:
            if row.pk is None and not row.remove:
                create(model(event=event, **row.values), by=by, at=at)
    return [row.pk for row in removed]


def restore_rows(event: Event, table: str, pks: list[int], *, by: User, at: datetime) -> None:
    """Bring back what was taken out within the last 30 days."""
    demand(TABLES[table](event=event), "restore", by=by)
    with transaction.atomic():
        for row in TABLES[table].objects.filter(event=event, pk__in=pks).exclude(removed_at=None):
            if row.removed_at < at - KEPT:
                raise NotPossible(_("Rows come back within 30 days; this one was removed earlier."))
            try:
                with transaction.atomic():
                    edit(row, "restore", {"removed_at": None, "removed_by": None}, by=by, at=at)
            except IntegrityError:
                raise NotPossible(
                    _("Desk number %(number)s is in use. Give the other desk another number first.")
                    % {"number": row.number}
                ) from None


def write_safety(event: Event, texts: dict[int, dict], *, by: User, at: datetime) -> None:
    """Save safety texts by id: {"text", "lead", "version"}."""
    demand(SafetyText(event=event), "edit", by=by)
    with transaction.atomic():
        for row in SafetyText.objects.filter(event=event, pk__in=texts):
            sent = dict(texts[row.pk])
            version = sent.pop("version")
            changes = _changes(row, sent)
            if changes:
                edit(row, "edit", changes, by=by, at=at, version=version)


NEEDED = {
    Duty.Kind.ORGANIZER: "events.run",
    Duty.Kind.RECORDER: "petitions.register",
    Duty.Kind.ADVISER: "petitions.queue",
    Duty.Kind.VOLUNTEER: "petitions.queue",
}


def assign_duty(
    event: Event,
    *,
    key: str,
    user: User,
    kind: str,
    desk: Desk | None,
    since: date,
    until: date,
    by: User,
    at: datetime,
) -> Duty:
    """Give a person a duty at the event: for one desk, or (desk None) for all of them. The same `key` again gives
    the same duty."""
    demand(Duty(event=event), "assign", by=by)
    if until < since:
        raise NotPossible(_("The duty ends before it begins."), field="until")
    for field_name, day in (("since", since), ("until", until)):
        if abs((day - event.date).days) > FAR:
            raise NotPossible(_("Choose a day within three years of the event."), field=field_name)
    if not user.has_perm(NEEDED[kind]):
        raise NotPossible(
            _("%(name)s's account has no role for the duty “%(duty)s”. The administrator can add it.")
            % {"name": user.name, "duty": Duty.Kind(kind).label},
            field="user_id",
        )

    def make() -> Duty:
        if Duty.objects.filter(event=event, user=user, kind=kind, desk=desk).exists():
            raise NotPossible(_("%(name)s has this duty already.") % {"name": user.name}, field="user_id")
        duty = Duty(event=event, user=user, kind=kind, desk=desk, since=since, until=until)
        return create(duty, "assign", by=by, at=at, facts={"kind": kind, "user": user.pk})

    sent = {"event": event.pk, "user": user.pk, "kind": kind, "desk": desk and desk.pk, "since": since, "until": until}
    try:
        return submission.once(key, "duty", sent, by=by, at=at, make=make, model=Duty)
    except IntegrityError:
        raise NotPossible(_("%(name)s has this duty already.") % {"name": user.name}, field="user_id") from None


def end_duty(duty: Duty, *, by: User, at: datetime) -> None:
    """The person loses what the duty gave, at once."""
    demand(duty, "end", by=by)
    with transaction.atomic():
        audit.record(duty, "end", by=by, at=at, label=duty.event.name, facts={"kind": duty.kind, "user": duty.user_id})
        duty.delete()


def _changes(row, values: dict) -> dict:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _free(row) -> None:
    if isinstance(row, Zone) and row.desks.filter(removed_at=None).exists():
        raise NotPossible(_("Zone “%(zone)s” still has desks. Move them to another zone first.") % {"zone": row.name})
