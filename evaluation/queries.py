"""The overview: figures of a period, of the units and of the categories, each with the address of its list."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation import figures
from events.models import Event
from events.queries import events_for
from events.workflow import EventStatus
from followup.queries import cases_for
from petitions.models import Petition, Visit
from petitions.workflow import Outcome

HELD = (EventStatus.OPEN, EventStatus.PAUSED, EventStatus.CLOSED)
EVENTS_OFFERED = 20


@dataclass
class Period:
    """One reception day, the year of a day, or everything; never a rehearsal."""

    key: str
    label: str
    event: Event | None = None
    year: int | None = None
    choices: list = field(default_factory=list)

    def cases(self, user):
        rows = cases_for(user).filter(event__rehearsal=False)
        if self.event:
            return rows.filter(event=self.event)
        return rows.filter(registered_on__year=self.year) if self.year else rows

    def visits(self, user):
        rows = visits_for(user)
        if self.event:
            return rows.filter(event=self.event)
        if self.year:
            return rows.filter(
                started_at__gte=_midnight(date(self.year, 1, 1)), started_at__lt=_midnight(date(self.year + 1, 1, 1))
            )
        return rows


def period(user, key: str, *, on: date) -> Period:
    """The period asked for; without one the last reception day on which somebody came, else this year."""
    rows = events_for(user).filter(rehearsal=False, status__in=HELD)
    events = list(
        rows.annotate(met=Exists(Visit.objects.filter(event=OuterRef("pk")))).order_by("-date", "-id")[:EVENTS_OFFERED]
    )
    names = {f"event-{event.pk}": event for event in events}
    choices = [(name, event.name) for name, event in names.items()]
    choices += [("year", _("This year")), ("all", _("All"))]
    if key not in dict(choices):
        key = next((name for name, event in names.items() if event.met), "year")
    return Period(key, dict(choices)[key], names.get(key), on.year if key == "year" else None, choices)


def visits_for(user):
    rows = Visit.objects.filter(event__rehearsal=False, people__gt=0)
    return rows if user.has_perm("evaluation.see") else rows.none()


def today(user, on: date):
    return visits_for(user).filter(started_at__gte=_midnight(on), started_at__lt=_midnight(on + timedelta(days=1)))


def trio(visits, cases, base: str) -> list[dict]:
    """Batches, people and matters: every report gives all three."""
    sums = visits.aggregate(batches=Count("pk"), people=Coalesce(Sum("people"), 0))
    return [
        {"name": "batches", "label": _("batches"), "value": sums["batches"], "url": f"{base}&figure=batches"},
        {"name": "people", "label": _("people"), "value": sums["people"], "url": f"{base}&figure=batches"},
        {"name": "matters", "label": _("matters"), "value": cases.count(), "url": f"{base}&figure=matters"},
    ]


def rates(cases, base: str, on: date) -> list[dict]:
    return [
        {
            "name": rate.name,
            "label": rate.label,
            "formula": rate.formula,
            "part": rate.part(cases, on).count(),
            "whole": rate.whole(cases, on).count(),
            "part_url": f"{base}&figure={rate.name}&part=part",
            "whole_url": f"{base}&figure={rate.name}&part=whole",
        }
        for rate in figures.RATES.values()
    ]


def units(cases, base: str, on: date) -> list[dict]:
    """One line per responsible unit, the most overdue first; a rate never decides the order."""
    soon = figures.soon(on)
    due = Q(on_the_spot=False, answer_due_on__isnull=False) & (Q(answered_on__isnull=False) | Q(answer_due_on__lt=on))
    rows = (
        figures.NUMBERS["forwarded"]
        .rows(cases, on)
        .values(counted=figures.UNIT, name=Coalesce("answered_unit__name", "lead_unit__name"))
        .annotate(
            assigned=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=on)),
            soon=Count("pk", filter=Q(due_on__range=(on, soon))),
            due=Count("pk", filter=due),
            on_time=Count("pk", filter=due & Q(answered_on__lte=F("answer_due_on"))),
        )
        .order_by("-overdue", "-soon", "-assigned", "counted")
    )
    words = figures.latest_ratings().filter(case__in=figures.RATES["rated"].part(cases, on).values("pk"))
    rated = {
        row["counted"]: row
        for row in words.values(counted=Coalesce("case__answered_unit", "case__lead_unit"))
        .annotate(rated=Count("pk"), satisfied=Count("pk", filter=Q(unit__in=figures.GOOD)))
        .order_by()
    }
    for row in rows:
        said = rated.get(row["counted"], {})
        yield row | {
            "name": row["name"] or _("Not assigned yet"),
            "rated": said.get("rated", 0),
            "satisfied": said.get("satisfied", 0),
            "url": f"{base}&unit={row['counted'] or 0}",
        }


def categories(cases, base: str) -> dict:
    """Category by on-site outcome; rows and columns add up to the matters."""
    counted = {outcome: Count("pk", filter=Q(petition__outcome=outcome)) for outcome in Outcome.values}
    rows = cases.values("category", "category__name").annotate(total=Count("pk"), **counted)
    table = [
        {
            "name": row["category__name"],
            "total": row["total"],
            "url": f"{base}&category={row['category']}",
            "cells": [(outcome, row[outcome]) for outcome in Outcome.values],
        }
        for row in rows.order_by("-total", "category")
    ]
    sums = [(outcome, sum(dict(row["cells"])[outcome] for row in table)) for outcome in Outcome.values]
    return {"rows": table, "sums": sums, "total": sum(row["total"] for row in table), "heads": list(Outcome.labels)}


def overview(user, chosen: Period, *, on: date) -> dict:
    """Everything that the overview and the report show."""
    cases = chosen.cases(user).select_related(None).order_by()
    base = reverse("evaluation:behind") + "?" + urlencode({"period": chosen.key})
    base_today = reverse("evaluation:behind") + "?" + urlencode({"period": "all", "day": "today"})
    lines = list(units(cases, base, on))
    late = [line for line in lines if line["overdue"]]
    overdue = sum(line["overdue"] for line in lines)
    return {
        "period": chosen,
        "on": on,
        "title": _title(len(late), overdue),
        "units": lines,
        "late_units": late,
        "overdue": overdue,
        "overdue_url": f"{base}&figure=overdue",
        "soon": sum(line["soon"] for line in lines),
        "soon_url": f"{base}&figure=soon",
        "rates": rates(cases, base, on),
        "trio": trio(chosen.visits(user), cases, base),
        "today": trio(today(user, on), _of_day(cases_for(user), on), base_today),
        "categories": categories(cases, base),
        "unsolved": figures.NUMBERS["unsolved"].rows(cases, on).count(),
        "unsolved_url": f"{base}&figure=unsolved",
    }


@dataclass
class Behind:
    """The list behind one number."""

    title: str
    rows: object
    visits: bool = False
    people: int = 0


def behind(user, chosen: Period, asked, *, on: date) -> Behind | None:
    """The rows that a figure of the overview counted; None when there is no such figure."""
    name, part = asked.get("figure", ""), asked.get("part", "part")
    of_today = asked.get("day") == "today"
    if name == "batches":
        rows = today(user, on) if of_today else chosen.visits(user)
        people = rows.aggregate(n=Coalesce(Sum("people"), 0))["n"]
        rows = rows.select_related("desk__unit", "event")
        # A confidential matter stands beside no other one: the person of that one would be known.
        rows = rows.prefetch_related(Prefetch("petitions", Petition.objects.filter(confidential=False)))
        return Behind(_("batches"), rows, visits=True, people=people)
    cases = _of_day(cases_for(user), on) if of_today else chosen.cases(user)
    if asked.get("unit", "").isdecimal():
        cases = figures.of_unit(cases, int(asked["unit"][:9]))
    if asked.get("category", "").isdecimal():
        cases = cases.filter(category=int(asked["category"][:9]))
    if name in figures.RATES and part in ("part", "whole"):
        rate = figures.RATES[name]
        rows, title = getattr(rate, part)(cases, on), rate.label
    elif name in figures.NUMBERS:
        rows, title = figures.NUMBERS[name].rows(cases, on), figures.NUMBERS[name].label
    else:
        return None
    return Behind(title, rows)


def _of_day(cases, on: date):
    return cases.filter(
        event__rehearsal=False,
        petition__visit__started_at__gte=_midnight(on),
        petition__visit__started_at__lt=_midnight(on + timedelta(days=1)),
    )


def _title(late: int, overdue: int) -> str:
    if not overdue:
        return _("Nothing is overdue")
    return ngettext(
        "%(units)d unit is overdue, %(matters)d matters in all",
        "%(units)d units are overdue, %(matters)d matters in all",
        late,
    ) % {"units": late, "matters": overdue}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
