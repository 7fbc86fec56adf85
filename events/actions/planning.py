"""An event out of the built-in plan, and its facts."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events import builtin_plan
from events.models import BudgetLine, Desk, Duty, Event, Post, SafetyText, ScheduleSlot, Task, Zone
from plaza.core import calendar, files, offices, submission
from plaza.core.errors import NotPossible
from plaza.core.models import Category, Unit, User
from plaza.core.workflow import create, demand, edit

YEARS_AHEAD, DAYS_BACK = 3, 366


def plan_event(
    *,
    date: date,
    venue: str,
    lead_unit: Unit,
    key: str,
    by: User,
    at: datetime,
    name: str = "",
    theme: str = "",
    starts_at: time = time(9),
    ends_at: time = time(17),
    expected_people: int = 200,
) -> Event:
    """The whole plan of a reception day from eight facts, in the language of the office.

    The same `key` again gives the same event. An event nearer than 30 days gets its preparation
    pressed into the days that are left."""
    demand(Event(), "plan", by=by)
    check_times(date, starts_at, ends_at, at)
    data = {
        "name": name,
        "date": date,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue": venue,
        "theme": theme,
        "lead_unit": lead_unit.pk,
        "expected_people": expected_people,
    }
    with transaction.atomic(), translation.override(offices.current().default_language):
        claim, fresh = submission.claim(key, "event", data, by=by, at=at)
        if not fresh:
            return Event.objects.get(pk=claim.object_id)
        event = Event(
            name=name or builtin_plan.default_name(date, venue),
            theme=theme,
            date=date,
            starts_at=starts_at,
            ends_at=ends_at,
            venue=venue,
            lead_unit=lead_unit,
            expected_people=expected_people,
            lead_days=min(builtin_plan.LEAD_DAYS, max(0, (date - timezone.localdate(at)).days)),
            queue=offices.current().queue_by_default,
            made_by=by,
            made_at=at,
        )
        event.background, event.goals = builtin_plan.default_background(event), builtin_plan.default_goals(event)
        create(event, "plan", by=by, at=at, facts={"date": str(date)})
        _fill(event, by)
        submission.made(claim, event, event.name)
    return event


def edit_event(event: Event, changes: dict, *, by: User, at: datetime, map_upload=None) -> Event:
    """Change facts of the event. With the date move the tasks, the duties and the texts made from the old date.

    Raises NotPossible when the event is over, Conflict when somebody else changed it."""
    demand(event, "edit", by=by)
    changes = {name: value for name, value in changes.items() if getattr(event, name) != value}
    day = changes.get("date", event.date)
    check_times(
        day,
        changes.get("starts_at", event.starts_at),
        changes.get("ends_at", event.ends_at),
        at,
        moved="date" in changes,
    )
    if (event.running or event.opened_at) and changes.keys() & {"date", "queue", "registers", "rehearsal"}:
        raise NotPossible(
            _("The reception was opened: date, queue, rehearsal and who registers stay as they are."),
            field=next(iter(changes.keys() & {"date", "queue", "registers", "rehearsal"})),
        )
    if changes.get("rain_date", event.rain_date) == day:
        raise NotPossible(_("The rain date is the same as the date."), field="rain_date")
    with (
        transaction.atomic(),
        translation.override(offices.current().default_language),
        files.stored(map_upload, by=by, at=at, field="map_upload", pictures_only=True) as sketch,
    ):
        if sketch:
            changes["map"] = sketch
        if not changes:
            return event
        before, moved = event.date, day - event.date
        made = {
            "name": builtin_plan.default_name(before, event.venue) == event.name,
            "background": builtin_plan.default_background(event) == event.background,
        }
        for name in changes.keys() & {"date", "venue", "lead_unit", "expected_people"}:
            setattr(event, name, changes[name])
        if made["name"] and "name" not in changes:
            changes["name"] = builtin_plan.default_name(day, event.venue)
        if made["background"] and "background" not in changes:
            changes["background"] = builtin_plan.default_background(event)
        edit(event, "edit", changes, by=by, at=at)
        if moved:
            _shift(event, moved)
    return event


def check_times(day: date, starts_at: time, ends_at: time, at: datetime, *, moved: bool = True) -> None:
    """Raises NotPossible for an end before the start and for a day that cannot be meant."""
    today = timezone.localdate(at)
    if ends_at <= starts_at:
        raise NotPossible(_("The end is not after the start."), field="ends_at")
    if moved and not today - timedelta(days=DAYS_BACK) <= day <= today + timedelta(days=365 * YEARS_AHEAD):
        raise NotPossible(_("Choose a day within the next three years."), field="date")


def default_day(today: date) -> date:
    """A working day with room for the preparation."""
    return calendar.current().roll(today + timedelta(days=builtin_plan.LEAD_DAYS))


def _fill(event: Event, by: User) -> None:
    Task.objects.bulk_create(builtin_plan.tasks(event))
    ScheduleSlot.objects.bulk_create(builtin_plan.slots(event))
    Zone.objects.bulk_create(builtin_plan.zones(event))
    SafetyText.objects.bulk_create(builtin_plan.safety_texts(event))
    BudgetLine.objects.bulk_create(builtin_plan.budget_lines(event))
    units = _desk_units(event)
    zone = Zone.objects.filter(event=event, kind=Zone.Kind.RECEPTION).first()
    Desk.objects.bulk_create(
        [Desk(event=event, number=n, unit_id=unit, zone=zone) for n, unit in enumerate(units, start=1)]
    )
    Post.objects.bulk_create(builtin_plan.posts(event, len(units)))
    Duty.objects.create(
        event=event,
        user=by,
        kind=Duty.Kind.ORGANIZER,
        since=min(event.date, timezone.localdate(event.made_at)),
        until=event.date + timedelta(days=1),
    )


def _desk_units(event: Event) -> list[int]:
    """One desk per unit that answers for a category, and one for the lead unit."""
    rows = Category.objects.filter(active=True, unit__active=True).order_by("position", "id")
    return list(dict.fromkeys([*rows.values_list("unit", flat=True), event.lead_unit_id]))


def _shift(event: Event, moved: timedelta) -> None:
    for task in Task.objects.filter(event=event):
        Task.objects.filter(pk=task.pk).update(
            due_on=event.date + timedelta(days=task.offset), version=F("version") + 1
        )
    for duty in Duty.objects.filter(event=event):
        Duty.objects.filter(pk=duty.pk).update(since=duty.since + moved, until=duty.until + moved)
