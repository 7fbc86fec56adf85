"""Tickets are called in order, once, by one desk; nobody is passed over."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from events.models import Desk, Duty, Event
from petitions import actions, queries
from petitions.models import Ticket, Visit
from petitions.workflow import TicketStatus
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(event, cast, now):
    return lambda desk=None: actions.call_next(desk or event.desk1, by=cast.recorder, at=now)


def _order(event):
    return [row.code for row in queries.waiting(event)]


def test_priority_is_called_first_then_the_order_of_the_numbers(tickets, call, event, cast, now):
    tickets(2)
    tickets(priority=True)
    called = []
    for _ in range(3):
        ticket = call()
        called.append(ticket.code)
        actions.only_asked(ticket, by=cast.recorder, at=now)
    assert called == ["A003", "A001", "A002"]
    with pytest.raises(NotPossible):
        call()


def test_the_same_press_of_the_button_gives_one_ticket(event, cast, now):
    again = [actions.issue(event, key="t" * 16, by=cast.volunteer, at=now) for _ in range(2)]
    assert (again[0].pk, Ticket.objects.count()) == (again[1].pk, 1)


def test_a_desk_holds_one_ticket(tickets, call):
    tickets(2)
    call()
    with pytest.raises(NotPossible):
        call()
    assert Ticket.objects.filter(status="called").count() == 1


def test_a_call_taken_back_waits_in_its_old_place(tickets, call, event, cast, now):
    tickets(2)
    actions.uncall(call(), by=cast.recorder, at=now)
    assert _order(event) == ["A001", "A002"]


def test_who_missed_the_call_comes_back_three_places_later(tickets, call, event, cast, now):
    tickets(6)
    missed = actions.miss(call(), by=cast.recorder, at=now)
    actions.come_back(missed, by=cast.volunteer, at=now)
    assert _order(event) == ["A002", "A003", "A004", "A001", "A005", "A006"]


@pytest.mark.parametrize(
    ("others", "priority", "expected"),
    [
        (0, 0, ["A001"]),
        (2, 0, ["A002", "A003", "A001"]),
        (2, 2, ["A004", "A005", "A002", "A001", "A003"]),
        (1, 4, ["A003", "A004", "A005", "A006", "A001", "A002"]),
    ],
)
def test_coming_back_among_few_or_behind_priority(tickets, call, event, cast, now, others, priority, expected):
    tickets(1 + others)
    missed = actions.miss(call(), by=cast.recorder, at=now)
    tickets(priority, priority=True)
    actions.come_back(missed, by=cast.volunteer, at=now)
    assert _order(event) == expected


def test_a_transferred_ticket_keeps_its_place_and_waits_for_its_desk(tickets, call, event, cast, now):
    tickets(3)
    actions.transfer(call(), by=cast.recorder, at=now, desk=event.desk2)
    assert call().code == "A002"
    assert call(event.desk2).code == "A001"


def test_registering_finishes_the_ticket_and_keeps_it_with_the_visit(tickets, call, take, now):
    tickets(1)
    ticket = call()
    petition = take(ticket=ticket)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.visit, ticket.visit.petitions.get()) == ("done", petition.visit, petition)


def test_a_matter_is_kept_when_its_ticket_went_to_another_desk_meanwhile(tickets, call, take, event, cast, now):
    tickets(1)
    ticket = call()
    actions.transfer(Ticket.objects.get(pk=ticket.pk), by=cast.recorder, at=now, desk=event.desk2)
    assert take(ticket=ticket).visit.ticket is None


def test_a_batch_that_only_asked_is_counted(tickets, call, event, cast, now):
    tickets(1)
    actions.only_asked(call(), by=cast.recorder, at=now, people=2)
    assert queries.counts_of_day(event) == {"batches": 1, "people": 2, "matters": 0}


def test_the_wait_is_a_range_of_ahead_times_mean_by_desks(tickets, event, now):
    assert queries.wait_range(event, ahead=4) == (15, 30)  # 4 x 10 minutes by 2 desks
    for ticket in tickets(2):
        Visit.objects.create(
            event=event, desk=event.desk1, ticket=ticket, started_at=now, ended_at=now + timedelta(minutes=30)
        )
    assert queries.wait_range(event, ahead=4) == (45, 80)
    Desk.objects.update(staffed=False)
    assert queries.wait_range(event, ahead=4) is None


DESKS, TICKETS = 20, 60


def _crowd(call):
    """Twenty desks call at once until nobody waits; the numbers they got."""
    gate, got = threading.Barrier(DESKS), []

    def work(pk):
        try:
            desk = Desk.objects.select_related("event").get(pk=pk)
            gate.wait(timeout=30)
            while True:
                got.append(call(desk))
        except NotPossible:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[pk]) for pk in Desk.objects.values_list("pk", flat=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.fixture
def twenty_desks(event, office, tickets):
    Desk.objects.bulk_create([Desk(event=event, number=n, unit=office.zj) for n in range(3, DESKS + 1)])
    return tickets(TICKETS)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_desks_at_once_never_get_the_same_ticket_nor_skip_one(event, cast, now, twenty_desks):
    def call(desk):
        ticket = actions.call_next(desk, by=cast.organizer, at=now)
        actions.only_asked(ticket, by=cast.organizer, at=now)
        return ticket.number

    got = _crowd(call)
    assert sorted(got) == list(range(1, TICKETS + 1))
    assert Ticket.objects.filter(status=TicketStatus.DONE).count() == TICKETS
    called = [
        int(label[1:]) for label in AuditEntry.objects.filter(act="call").order_by("id").values_list("label", flat=True)
    ]
    assert max(max(called[: n + 1]) - number for n, number in enumerate(called)) <= DESKS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_a_ticket_would_go_to_two_desks(event, cast, now, twenty_desks):
    """Negative control: the same crowd, read first and saved afterwards."""
    read, served = threading.Barrier(DESKS), set()

    def unguarded(desk):
        if desk.pk in served:
            raise NotPossible("served")
        ticket = queries.waiting(event, desk).first()
        read.wait(timeout=30)
        ticket.status, ticket.desk = TicketStatus.CALLED, desk
        ticket.save()
        served.add(desk.pk)
        return ticket.number

    got = _crowd(unguarded)
    assert len(got) > len(set(got))


def test_the_other_button_of_a_form_that_was_saved_says_so(as_, cast, event, on_the_day):
    browser, url = as_(cast.volunteer), f"/queue/{event.pk}"
    Duty.objects.create(event=event, user=cast.volunteer, kind="volunteer", since=event.date, until=event.date)
    key = browser.get(url).context["form"]["key"].value()
    assert browser.post(url, {"key": key}).status_code == 302
    assert browser.post(url, {"key": key, "priority": "on"}).status_code == 422
    assert Ticket.objects.count() == 1


def test_who_may_not_work_the_queue_brings_nobody_back(tickets, call, cast, now):
    tickets(1)
    missed = actions.miss(call(), by=cast.recorder, at=now)
    with pytest.raises(NotAllowed):
        actions.come_back(missed, by=cast.handler, at=now)
    actions.come_back(missed, by=cast.volunteer, at=now)
    assert Ticket.objects.get().status == "waiting"


@pytest.mark.parametrize(
    "step", [actions.call_again, actions.uncall, actions.receive, actions.miss, actions.only_asked]
)
def test_a_ticket_belongs_to_who_sits_at_the_desk_that_called_it(tickets, call, event, cast, now, step):
    tickets(1)
    ticket = call()
    Duty.objects.update(desk=event.desk2)
    with pytest.raises(NotAllowed):
        step(ticket, by=cast.recorder, at=now)
    Duty.objects.update(desk=None)  # for every desk
    step(ticket, by=cast.recorder, at=now)


@pytest.mark.parametrize("change", [{"event": "another"}, {"removed_at": "today"}, {}], ids=str)
def test_a_ticket_goes_to_another_desk_of_its_own_reception_only(tickets, call, event, cast, now, change):
    tickets(1)
    ticket = call()
    place = {
        "event": Event.objects.create(date=event.date, lead_unit=event.lead_unit, made_by=cast.organizer, made_at=now)
    }
    desk = Desk.objects.create(
        unit=event.desk2.unit, number=9, **({"event": event} | (place if "event" in change else {}))
    )
    desk.removed_at = now if "removed_at" in change else None
    for other in (desk, event.desk1) if change else (event.desk1,):
        with pytest.raises(NotPossible):
            actions.transfer(ticket, by=cast.recorder, at=now, desk=other)
    assert Ticket.objects.get().status == "called"


@pytest.mark.parametrize("change", [{"status": "paused"}, {"status": "closed"}, {"queue": False}], ids=str)
def test_no_ticket_is_given_out_while_the_reception_does_not_go_on(event, cast, now, change):
    for name, value in change.items():
        setattr(event, name, value)
    with pytest.raises(NotPossible):
        actions.issue(event, key="t" * 16, by=cast.volunteer, at=now)
    assert not Ticket.objects.exists()
