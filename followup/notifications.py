"""Who is told what about a case. Facts hold numbers, dates and names of units; no personal data."""

from collections import defaultdict
from itertools import groupby

from django.urls import reverse

from plaza import roles
from plaza.core import outbox
from plaza.core.models import Message, User
from plaza.core.models.people import Role


def staff_of(unit_id: int) -> list[User]:
    """Handlers and heads of a unit."""
    rows = User.objects.filter(unit=unit_id, is_active=True, role_rows__role__in=[Role.HANDLER, Role.HEAD])
    return list(rows.distinct().prefetch_related("role_rows"))


def heads_of(unit_id: int) -> list[User]:
    return [user for user in staff_of(unit_id) if Role.HEAD in user.roles]


def organizers() -> list[User]:
    names = roles.with_permission("followup.assign")
    return list(User.objects.filter(is_active=True, role_rows__role__in=names).distinct())


def assigned(case, *, at):
    _tell(case, "assigned", staff_of(case.lead_unit_id), at, due=str(case.petition.promise_on or ""))


def assisting(case, unit, *, at):
    _tell(case, "assisting", staff_of(unit.pk), at)


def named(case, handler, *, by, at):
    if handler.pk != by.pk:
        _tell(case, "named", [handler], at)


def objected(case, *, at):
    _tell(case, "objected", organizers(), at, unit=case.lead_unit.name)


def objection_rejected(case, *, at):
    _tell(case, "objection_rejected", staff_of(case.lead_unit_id), at)


def not_accepted(case, *, at):
    _tell(case, "not_accepted", organizers(), at, unit=case.lead_unit.name)


def reply_drafted(case, *, at):
    _tell(case, "reply_drafted", heads_of(case.lead_unit_id), at)


def reply_returned(case, reply, *, at):
    _tell(case, "reply_returned", [reply.drafted_by], at)


def reply_approved(case, *, at):
    people = organizers() if case.petition.confidential else [case.handler] if case.handler else []
    _tell(case, "reply_approved", people, at)


def delivered(case, *, at):
    _tell(case, "delivered", organizers(), at, unit=case.lead_unit.name)


def dissatisfied(case, *, at):
    _tell(case, "dissatisfied", organizers() + heads_of(case.lead_unit_id), at)


def unsolved(case, *, at):
    _tell(case, "unsolved", organizers(), at)


def handle_again(case, *, at):
    _tell(case, "handle_again", staff_of(case.lead_unit_id), at, round=case.round)


def dates_changed(entries, *, at):
    """One message per handler about dates that moved when the calendar became official.

    `entries`: (clock, audit entry of its new date). The last entry of a person names this happening."""
    by_person = defaultdict(list)
    for clock, entry in entries:
        if clock.case.handler_id:
            by_person[clock.case.handler_id].append((clock, entry))
    for person, rows in by_person.items():
        facts = {"numbers": sorted({clock.case.number for clock, _entry in rows})[:20], "count": len(rows)}
        outbox.post(
            "followup/dates_changed",
            key=f"dates:{person}:{max(entry.pk for _clock, entry in rows)}",
            at=at,
            facts=facts,
            to=User.objects.filter(pk=person),
            url=reverse("followup:work"),
        )


def digests(reminders, *, at):
    """One digest per person for all reminders of this run."""
    rows = sorted(reminders, key=lambda row: (row.person_id, row.due_on, row.clock_id))
    for _, of_person in groupby(rows, key=lambda row: row.person_id):
        mine = list(of_person)
        lines = [
            {"number": row.clock.case.number, "due": str(row.due_on), "rule": row.clock.rule, "step": row.step}
            for row in mine
        ]
        first = mine[0]
        outbox.post(
            "followup/digest",
            key=f"digest:{first.person_id}:{first.clock_id}:{first.due_on}:{first.step}",
            to=[first.person],
            at=at,
            facts={"lines": lines[:30], "count": len(lines)},
            url=reverse("followup:work"),
            send_after=outbox.quiet_until(at),
        )


def take_back(case):
    """No notice speaks of this case any more, and no digest holds its number."""
    outbox.told_of(case).delete()
    digests = Message.objects.filter(
        kind__in=("followup/digest", "followup/dates_changed"), made_at__date__gte=case.registered_on
    )
    for message in digests.iterator():
        lines, numbers = message.facts.get("lines", []), message.facts.get("numbers", [])
        kept = {
            "lines": [line for line in lines if line["number"] != case.number],
            "numbers": [number for number in numbers if number != case.number],
        }
        gone = len(lines) + len(numbers) - len(kept["lines"]) - len(kept["numbers"])
        if gone and gone == message.facts["count"]:
            message.delete()
        elif gone:
            facts = {name: rows for name, rows in kept.items() if rows}
            Message.objects.filter(pk=message.pk).update(facts={**facts, "count": message.facts["count"] - gone})


def _tell(case, kind, people, at, **facts):
    url = reverse("followup:case", args=[case.number])
    outbox.tell(case, kind, people, at=at, url=url, number=case.number, **facts)
