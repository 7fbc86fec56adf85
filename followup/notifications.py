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


def organizers() -> list[User]:
    names = roles.with_permission("followup.assign")
    return list(User.objects.filter(is_active=True, role_rows__role__in=names).distinct())


def assigned(case, *, at):
    _post(
        "assigned",
        case,
        staff_of(case.lead_unit_id),
        at,
        stamp=f"{case.round}:{case.lead_unit_id}",
        due=str(case.petition.promise_on or ""),
    )


def assisting(case, unit, *, at):
    _post("assisting", case, staff_of(unit.pk), at, stamp=f"{unit.pk}")


def named(case, handler, *, by, at):
    if handler.pk != by.pk:
        _post("named", case, [handler], at, stamp=f"{case.version}")


def objected(case, *, at):
    _post("objected", case, organizers(), at, stamp=f"{case.objections}", unit=case.lead_unit.name)


def objection_rejected(case, *, at):
    _post("objection_rejected", case, staff_of(case.lead_unit_id), at, stamp=f"{case.objections}")


def not_accepted(case, *, at):
    _post("not_accepted", case, organizers(), at, stamp=f"{case.round}", unit=case.lead_unit.name)


def reply_drafted(case, *, at):
    heads = [user for user in staff_of(case.lead_unit_id) if Role.HEAD in user.roles]
    _post("reply_drafted", case, heads, at, stamp=f"{case.version}")


def reply_returned(case, reply, *, at):
    _post("reply_returned", case, [reply.drafted_by], at, stamp=f"{case.version}")


def reply_approved(case, *, at):
    people = organizers() if case.petition.confidential else [case.handler] if case.handler else []
    _post("reply_approved", case, people, at, stamp=f"{case.version}")


def delivered(case, *, at):
    _post("delivered", case, organizers(), at, stamp=f"{case.round}", unit=case.lead_unit.name)


def dissatisfied(case, *, at):
    heads = [user for user in staff_of(case.lead_unit_id) if Role.HEAD in user.roles]
    _post("dissatisfied", case, organizers() + heads, at, stamp=f"{case.round}")


def unsolved(case, *, at):
    _post("unsolved", case, organizers(), at, stamp="1")


def handle_again(case, *, at):
    _post("handle_again", case, staff_of(case.lead_unit_id), at, stamp=f"{case.round}", round=case.round)


def dates_changed(clocks, *, at):
    """One message per handler about dates that moved when the calendar became official."""
    by_person = defaultdict(list)
    for clock in clocks:
        if clock.case.handler_id:
            by_person[clock.case.handler_id].append(clock)
    for person, rows in by_person.items():
        facts = {"numbers": sorted({clock.case.number for clock in rows})[:20], "count": len(rows)}
        outbox.post(
            "followup/dates_changed",
            key=f"dates:{person}:{at:%Y%m%d%H%M}",
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
    Message.objects.filter(key__startswith=f"case:{case.pk}:").delete()
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


def _post(kind, case, people, at, *, stamp, **facts):
    outbox.post(
        f"followup/{kind}",
        key=f"case:{case.pk}:{kind}:{stamp}",
        to=people,
        at=at,
        facts={"number": case.number, **facts},
        url=reverse("followup:case", args=[case.number]),
    )
