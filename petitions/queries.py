"""What can be seen of the reception day: tickets, visits, matters, stubs; and what the screens show."""

from datetime import datetime, timedelta

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import Desk, Duty, Event
from events.queries import desk_duties, desks_for, on_duty
from events.workflow import EventStatus
from petitions.models import Petition, SealedStub, SealingProposal, Ticket, Visit, WaitingEnvelope
from petitions.workflow import PETITION, TICKET, TicketStatus
from plaza.core import units
from plaza.core.models import Reveal

AT_DESK = (TicketStatus.CALLED, TicketStatus.SERVING)
SHOWN = (EventStatus.OPEN, EventStatus.PAUSED, EventStatus.CLOSED)
USUAL = timedelta(minutes=10)  # a visit, before the day has shown its own mean
SAMPLE = 20
RECORD = "record"  # the field of a look at the whole matter
OPENED = timedelta(minutes=10)  # how long a matter of another desk stays open for who gave a reason


def petitions_for(user):
    """The matters at hand: all for the petition office; for a recorder those of today at the own desk, what they
    registered today, and what they opened for a reason a moment ago, while the duty runs.

    A matter that complains of the person's own unit does not exist for them, and a confidential one for no desk, but
    for who registered it."""
    rows, mine, now = _rows(), Q(registered_by=user), timezone.now()
    if user.has_perm("events.run"):
        return rows.filter(_existing(user))
    if not user.has_perm("petitions.register"):
        return rows.none()
    opened = Reveal.objects.filter(
        by=user, at__gt=now - OPENED, kind=Petition._meta.label_lower, object_id=OuterRef("pk"), field=RECORD
    )
    today = Q(entered_at__gte=_midnight(timezone.localdate(now)))
    own_desk = Q(desk__in=desk_duties(user, timezone.localdate(now)).exclude(desk=None).values("desk"))
    return rows.filter(
        Q(mine & today) | Q(Q(own_desk & today) | Exists(opened)) & _open_to_desks(user),
        event__in=on_duty(user, kinds=[Duty.Kind.RECORDER]),
    )


def petitions_of_events_for(user):
    """The matters that this person can open for a reason: those of the other desks of an event where a duty runs."""
    if not user.has_perm("petitions.register"):
        return Petition.objects.none()
    return _rows().filter(_open_to_desks(user), event__in=on_duty(user, kinds=[Duty.Kind.RECORDER]))


def _rows():
    return Petition.objects.select_related(
        "event",
        "desk__unit",
        "visit__ticket",
        "petitioner",
        "category",
        "unit",
        "complained_unit",
        "registered_by",
        "earlier",
    )


def _not_against(user) -> Q:
    """Matters that do not complain of the person's unit, nor of one that it has succeeded."""
    return Q(complained_unit=None) | ~Q(complained_unit__in=units.before(user.unit))


def _existing(user) -> Q:
    return Q(registered_by=user) | _not_against(user)


def _open_to_desks(user) -> Q:
    return Q(confidential=False) & _not_against(user)


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@TICKET.relation
def desk(ticket, user) -> bool:
    """Sits at the desk that called it; whether the duty runs today is asked by desks_for()."""
    if user.has_perm("events.run"):
        return True
    mine = Duty.objects.filter(user=user, kind=Duty.Kind.RECORDER, event=ticket.event_id)
    return mine.filter(Q(desk=None) | Q(desk=ticket.desk_id)).exists()


@PETITION.relation
def author(petition, user) -> bool:
    return petition.registered_by_id == user.pk


@PETITION.relation
def at_hand(petition, user) -> bool:
    return petitions_for(user).filter(pk=petition.pk).exists()


@PETITION.relation
def of_the_event(petition, user) -> bool:
    return petitions_of_events_for(user).filter(pk=petition.pk).exists()


def queues_for(user):
    """Events whose queue this person may work: all for organizers, else those of a running duty."""
    rows = Event.objects.filter(queue=True, status__in=[EventStatus.OPEN, EventStatus.PAUSED])
    if user.has_perm("events.run"):
        return rows
    return rows.filter(pk__in=on_duty(user, kinds=Duty.Kind.values))


def late_events_for(user):
    """Events for which this person may enter matters from paper."""
    rows = Event.objects.filter(status__in=SHOWN)
    if user.has_perm("events.run"):
        return rows
    return rows.filter(pk__in=on_duty(user, kinds=[Duty.Kind.RECORDER]))


def open_desks_for(user):
    """The person's desks of the receptions that go on."""
    return desks_for(user).filter(event__status__in=[EventStatus.OPEN, EventStatus.PAUSED]).order_by("event", "number")


def tickets_at_desks_for(user):
    return Ticket.objects.select_related("event", "desk__event", "desk__unit").filter(desk__in=desks_for(user))


def tickets_in_queues_for(user):
    return Ticket.objects.select_related("event", "desk__unit").filter(event__in=queues_for(user))


def visits_of(user, *, at: datetime):
    """The visits to which this person may add a matter: of today, with matters of which they registered every one."""
    mine = Petition.objects.filter(registered_by=user, entered_at__gte=_midnight(timezone.localdate(at)))
    rows = Visit.objects.filter(petitions__in=mine).distinct()
    return rows.exclude(petitions__in=Petition.objects.exclude(registered_by=user))


def stubs_for(user):
    return SealedStub.objects.all() if user.has_perm("petitions.stubs") else SealedStub.objects.none()


def proposals_for(user):
    """Matters that are said to be accusations and wait for the liaison, the oldest first."""
    rows = SealingProposal.objects.select_related("by").order_by("at", "pk")
    return rows if user.has_perm("petitions.stubs") else rows.none()


def envelopes_waiting() -> int:
    """How many envelopes are not taken in yet."""
    return WaitingEnvelope.objects.count()


def earlier_matters(phone_index: str, user):
    """Matters before of the same phone that exist for this person, the last first: never confidential ones, never a
    rehearsal's."""
    if not phone_index:
        return Petition.objects.none()
    rows = Petition.objects.filter(
        petitioner__phone_index=phone_index, confidential=False, event__rehearsal=False
    ).filter(_existing(user))
    return rows.order_by("-registered_at", "-id")


def current_ticket(desk) -> Ticket | None:
    return Ticket.objects.filter(desk=desk, status__in=AT_DESK).first()


def waiting(event, desk=None):
    """Tickets that wait, in the order of calling; for one desk without those sent to another."""
    rows = Ticket.objects.filter(event=event, status=TicketStatus.WAITING).order_by("-priority", "position", "id")
    return rows if desk is None else rows.filter(Q(wanted_desk=None) | Q(wanted_desk=desk))


def wait_range(event, *, ahead: int) -> tuple[int, int] | None:
    """Minutes a new ticket waits, from-to in steps of five: ahead x mean / staffed desks. None: no desk."""
    desks = Desk.objects.filter(event=event, removed_at=None, staffed=True, enquiry=False).count()
    if not desks:
        return None
    ended = (
        Visit.objects.filter(event=event, ended_at__gt=F("started_at"), ticket__isnull=False)
        .order_by("-ended_at")
        .values("pk")[:SAMPLE]
    )
    mean = (
        Visit.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).aggregate(
            mean=Avg(F("ended_at") - F("started_at"))
        )["mean"]
        or USUAL
    )
    minutes = ahead * mean.total_seconds() / 60 / desks
    low, high = int(minutes * 0.8 // 5 * 5), int(-(-minutes * 1.3 // 5) * 5)
    return low, max(high, low + 5)


def ahead_of(ticket) -> int:
    """How many are called before this ticket."""
    before = Q(position__lt=ticket.position, priority=ticket.priority)
    if not ticket.priority:
        before |= Q(priority=True)
    return waiting(ticket.event).filter(before).exclude(pk=ticket.pk).count()


def issued(event, number: str) -> Ticket | None:
    """The ticket just given out, by its number in the address."""
    known = number.isdecimal() and len(number) < 6
    return Ticket.objects.filter(event=event, number=number).first() if known else None


def desk_panel(desk, user, *, at: datetime) -> dict:
    """The left side of the desk: who is next, how long they wait, what was registered today."""
    rows = waiting(desk.event, desk)
    return {
        "waiting": rows.count() if desk.event.queue else 0,
        "next": _waited(rows[:5], at),
        "registered": registered_today(desk, user, at=at).count(),
    }


def queue_page(event, *, at: datetime) -> dict:
    """The page of the guides: who waits, who sits at a desk, who missed the call."""
    rows = waiting(event).select_related("wanted_desk")
    count = rows.count()
    tickets = Ticket.objects.filter(event=event).select_related("desk__unit")
    return {
        "waiting": _waited(rows[:100], at),
        "count": count,
        "wait": wait_range(event, ahead=count),
        "at_desks": tickets.filter(status__in=AT_DESK).order_by("desk__number"),
        "missed": tickets.filter(status=TicketStatus.MISSED),
        "counts": counts_of_day(event),
    }


def _waited(rows, at: datetime) -> list[dict]:
    return [{"ticket": row, "minutes": max(0, int((at - row.issued_at).total_seconds() // 60))} for row in rows]


def display(event) -> dict:
    """What the screen shows: ticket and desk, the last calls, how many wait. No name is loaded."""
    called = Ticket.objects.filter(event=event, called_at__isnull=False, desk__isnull=False)
    calls = called.order_by("-called_at", "-id").values_list("number", "priority", "desk__number", "status", "calls")
    rows = [
        {"code": f"A{number:03d}", "priority": priority, "desk": desk, "status": status, "calls": times}
        for number, priority, desk, status, times in calls[:12]
    ]
    ahead = waiting(event).count()
    call = next((row for row in rows if row["status"] == TicketStatus.CALLED), None)
    rows.sort(key=lambda row: row is not call)
    return {"rows": rows[:6], "call": call, "waiting": ahead, "wait": wait_range(event, ahead=ahead)}


def counts_of_day(event, desk=None, user=None) -> dict:
    """Batches, people and matters of an event, or of one desk of it as far as they exist for this person."""
    visits = Visit.objects.filter(event=event, people__gt=0)
    matters = Petition.objects.filter(event=event)
    if desk is not None:
        hidden = matters.filter(desk=desk).exclude(_existing(user))
        visits = visits.filter(desk=desk).exclude(petitions__in=hidden)
        matters = matters.filter(_existing(user), desk=desk)
    return {**visits.aggregate(batches=Count("pk"), people=Coalesce(Sum("people"), 0)), "matters": matters.count()}


def registered_today(desk, user, *, at: datetime):
    """The matters of this desk today that exist for this person, newest first."""
    start = _midnight(timezone.localdate(at))
    rows = Petition.objects.filter(desk=desk, registered_at__gte=start, registered_at__lt=start + timedelta(days=1))
    return rows.filter(_existing(user)).select_related("category", "petitioner", "visit", "unit")
