"""Who is told what about a case. Facts hold numbers, dates and names of units; no personal data."""

from collections import defaultdict
from itertools import groupby

from django.urls import reverse

from plaza import roles
from plaza.core import outbox
from plaza.core.models import Message, User
from plaza.core.models.people import Role

# Messages about several cases: their facts hold numbers.
OF_SEVERAL = ("digest", "dates_changed", "passed_on", "left_over", "handed_over")


def staff_of(unit_id: int) -> list[User]:
    """Handlers and heads of a unit."""
    rows = User.objects.filter(unit=unit_id, is_active=True, role_rows__role__in=[Role.HANDLER, Role.HEAD])
    return list(rows.distinct().prefetch_related("role_rows"))


def heads_of(unit_id: int) -> list[User]:
    return [user for user in staff_of(unit_id) if Role.HEAD in user.roles]


def organizers() -> list[User]:
    names = roles.with_permission("followup.assign")
    return list(User.objects.filter(is_active=True, role_rows__role__in=names).distinct())


def in_charge(case) -> list[User]:
    """Who is told about the work on a case: its handler and the stand-in, as far as they are here in the lead unit;
    while nobody is, everybody of that unit; the petition office while nobody signs in there."""
    named = (case.handler, case.handler and case.handler.stand_in)
    here = [one for one in named if one and one.is_active and one.unit_id == case.lead_unit_id]
    return here or staff_of(case.lead_unit_id) or organizers()


def assigned(case, *, at):
    _tell(case, "assigned", staff_of(case.lead_unit_id), at, due=str(case.petition.promise_on or ""))


def reassigned(case, before, *, at):
    _tell(case, "reassigned", staff_of(case.lead_unit_id), at, unit=before.name if before else "")


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
    writer = reply.drafted_by
    here = writer.is_active and (reply.on_behalf_id or writer.unit_id == case.lead_unit_id)
    _tell(case, "reply_returned", [writer] if here else in_charge(case), at)


def reply_approved(case, *, at):
    people = organizers() if case.petition.confidential else in_charge(case) if case.handler else []
    _tell(case, "reply_approved", people, at)


def delivered(case, *, at):
    _tell(case, "delivered", organizers(), at, unit=case.lead_unit.name)


def dissatisfied(case, *, at):
    _tell(case, "dissatisfied", organizers() + heads_of(case.lead_unit_id), at)


def unsolved(case, *, at):
    _tell(case, "unsolved", organizers(), at)


def handle_again(case, *, at):
    _tell(case, "handle_again", staff_of(case.lead_unit_id), at, round=case.round)


def passed_on(unit, successor, cases, *, at):
    """One message to everybody of the successor, for all matters that came with the unit."""
    if cases:
        key = f"passed_on:{unit.pk}:{unit.version}"
        _post_numbers("passed_on", key, staff_of(successor.pk), cases, at=at, page="work", unit=unit.name)


def left_over(unit, cases, *, at):
    """One message to the petition office, for the matters that need a person."""
    if cases:
        key = f"left_over:{unit.pk}:{unit.version}"
        _post_numbers("left_over", key, organizers(), cases, at=at, page="ledger", query="?tab=assign", unit=unit.name)


def handed_over(cases, to, person, *, by, at):
    if cases and to.pk != by.pk:
        newest = max(f"{case.pk}.{case.version}" for case in cases)
        key = f"handed_over:{person.pk}:{newest}"
        _post_numbers("handed_over", key, [to], cases, at=at, page="work", name=person.name)


def dates_changed(entries, *, at):
    """One message per handler about dates that moved when the calendar became official.

    `entries`: (clock, audit entry of its new date). The last entry of a person names this happening."""
    by_person = defaultdict(list)
    for clock, entry in entries:
        for person in in_charge(clock.case) if clock.case.handler_id else ():
            by_person[person.pk].append((clock, entry))
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
        kind__in=[f"followup/{kind}" for kind in OF_SEVERAL], made_at__date__gte=case.registered_on
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
            facts = {name: kept.get(name, value) for name, value in message.facts.items()}
            Message.objects.filter(pk=message.pk).update(facts={**facts, "count": facts["count"] - gone})


def _post_numbers(kind, key, to, cases, *, at, page, query="", **facts):
    numbers = sorted(case.number for case in cases)
    facts |= {"numbers": numbers[:20], "count": len(numbers)}
    outbox.post(f"followup/{kind}", key=key, to=to, at=at, facts=facts, url=reverse(f"followup:{page}") + query)


def _tell(case, kind, people, at, **facts):
    url = reverse("followup:case", args=[case.number])
    outbox.tell(case, kind, people, at=at, url=url, number=case.number, **facts)
