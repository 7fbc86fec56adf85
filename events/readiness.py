"""What stands in the way of opening a reception. Later parts of the plan register their own checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Duty, Event, SafetyText
from plaza.core import calendar


@dataclass(frozen=True)
class Blocker:
    """`stop`: opening is refused while it is there; otherwise it is a warning."""

    text: str
    hint: str
    url: str
    stop: bool


CHECKS: list[Callable[[Event], Blocker | None]] = []


def check(function):
    CHECKS.append(function)
    return function


def blockers(event: Event) -> list[Blocker]:
    """All that is missing, stops first; a handful of statements."""
    found = [blocker for run in CHECKS if (blocker := run(event))]
    return sorted(found, key=lambda blocker: not blocker.stop)


def _blocker(event, text, hint, page, *, stop=False):
    return Blocker(text, hint, reverse(f"events:{page}", args=[event.pk]), stop)


@check
def desks(event):
    if not event.desks.filter(removed_at=None).exists():
        return _blocker(
            event, _("No desk is set up yet."), _("At least one unit must receive people."), "venue", stop=True
        )
    return None


@check
def desks_of_units_in_use(event):
    rows = event.desks.filter(removed_at=None, unit__active=False).order_by("number")
    numbers = [str(number) for number in rows.values_list("number", flat=True)]
    if numbers:
        return _blocker(
            event,
            _("A desk belongs to a unit that is switched off."),
            _("Desk %(numbers)s") % {"numbers": _(", ").join(numbers)},
            "venue",
            stop=True,
        )
    return None


@check
def schedule(event):
    if not event.slots.filter(removed_at=None).exists():
        return _blocker(
            event,
            _("The schedule is empty."),
            _("Visitors and desks need the times of reception."),
            "schedule",
            stop=True,
        )
    return None


@check
def reception_place(event):
    if not event.reception_place:
        return _blocker(
            event,
            _("The square is not designated as reception place."),
            _("Visits are made at a designated place (Art. 20)."),
            "edit",
        )
    return None


@check
def address(event):
    if not event.address:
        return _blocker(event, _("The address of the square is missing."), _("It is printed on the notice."), "edit")
    return None


@check
def recorders(event):
    rows = Duty.objects.filter(event=event, kind=Duty.Kind.RECORDER).values_list("desk", flat=True)
    named = set(rows)
    if not named:
        return _blocker(event, _("No recorder is named."), _("Organizers can register in the meantime."), "people")
    if None in named:
        return None
    bare = event.desks.filter(removed_at=None).exclude(pk__in=named).order_by("number")
    numbers = [str(number) for number in bare.values_list("number", flat=True)]
    if numbers:
        return _blocker(
            event,
            ngettext("%(count)s desk has no recorder.", "%(count)s desks have no recorder.", len(numbers))
            % {"count": len(numbers)},
            _("Desk %(numbers)s") % {"numbers": _(", ").join(numbers)},
            "people",
        )
    return None


@check
def safety(event):
    rows = SafetyText.objects.filter(event=event, kind=SafetyText.Kind.CONTENT, text="")
    titles = list(rows.values_list("title", flat=True))
    if titles:
        return _blocker(
            event,
            ngettext(
                "%(count)s content of the safety plan is missing.",
                "%(count)s contents of the safety plan are missing.",
                len(titles),
            )
            % {"count": len(titles)},
            _(", ").join(titles),
            "safety",
        )
    return None


@check
def posts(event):
    empty = event.posts.filter(removed_at=None, names="").aggregate(need=Sum("need"))["need"]
    if empty:
        return _blocker(
            event,
            _("Names are missing for some roles."),
            ngettext("%(count)s person still to be named.", "%(count)s people still to be named.", empty)
            % {"count": empty},
            "people",
        )
    return None


@check
def working_days(event):
    last = event.date + timedelta(days=120)
    if calendar.current().provisional(last):
        return _blocker(
            event,
            _("The working calendar of %(year)s is provisional.") % {"year": last.year},
            _("Deadlines are computed anew when the holiday notice is entered."),
            "plan",
        )
    return None
