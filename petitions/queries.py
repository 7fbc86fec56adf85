"""What can be seen of the reception day: tickets, visits, matters, stubs; and what the screens show."""

from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import Desk, Duty, Event
from events.queries import desks_for, on_duty
from events.workflow import EventStatus
from petitions.models import Petition, SealedStub, Ticket, Visit
from petitions.workflow import PETITION, TICKET, TicketStatus

AT_DESK = (TicketStatus.CALLED, TicketStatus.SERVING)
SHOWN = (EventStatus.OPEN, EventStatus.PAUSED, EventStatus.CLOSED)
USUAL = timedelta(minutes=10)  # a visit, before the day has shown its own mean
SAMPLE = 20


def petitions_for(user):
    """All matters for the petition office; a recorder those of the events where a duty runs today."""
    rows = Petition.objects.select_related(
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
    if user.has_perm("events.run"):
        return rows
    if not user.has_perm("petitions.register"):
        return rows.none()
    return rows.filter(event__in=on_duty(user, kinds=[Duty.Kind.RECORDER]))


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
def corrector(petition, user) -> bool:
    return user.has_perm("petitions.correct")


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


def visits_at(desk):
    return Visit.objects.filter(desk=desk, event=desk.event_id)


def stubs_for(user):
    return SealedStub.objects.all() if user.has_perm("petitions.stubs") else SealedStub.objects.none()


def earlier_matters(phone_index: str):
    """Matters before of the same phone, the last first: never confidential ones, never a rehearsal's."""
    if not phone_index:
        return Petition.objects.none()
    return Petition.objects.filter(
        petitioner__phone_index=phone_index, confidential=False, event__rehearsal=False
    ).order_by("-registered_at", "-id")


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


def desk_panel(desk, *, at: datetime) -> dict:
    """The left side of the desk: who is next, how long they wait, what was registered today."""
    rows = waiting(desk.event, desk)
    return {
        "waiting": rows.count() if desk.event.queue else 0,
        "next": _waited(rows[:5], at),
        "registered": registered_today(desk, at=at).count(),
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


def counts_of_day(event, desk=None) -> dict:
    """Batches, people and matters of an event (or one desk of it)."""
    visits = Visit.objects.filter(event=event)
    matters = Petition.objects.filter(event=event)
    if desk is not None:
        visits, matters = visits.filter(desk=desk), matters.filter(desk=desk)
    return {**visits.aggregate(batches=Count("pk"), people=Coalesce(Sum("people"), 0)), "matters": matters.count()}


def registered_today(desk, *, at: datetime):
    """The matters of this desk today, newest first."""
    day = timezone.localdate(at)
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return Petition.objects.filter(
        desk=desk, registered_at__gte=start, registered_at__lt=start + timedelta(days=1)
    ).select_related("category", "petitioner", "visit", "unit")
