"""What an administrator's pages show. Every list is whole: an installation is one office."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from events import queries as plans
from followup import queries as ledger
from followup.workflow import UnitRole
from plaza.core.models import AuditEntry, Category, Message, Unit, User
from plaza.core.models.people import Role


def units_for(user):
    rows = Unit.objects.select_related("parent", "succeeded_by")
    return rows if user.has_perm("core.administer") else rows.none()


def units_listed(user):
    people = Count("users", filter=Q(users__is_active=True), distinct=True)
    topics = Count("categories", distinct=True)
    return units_for(user).annotate(people=people, topics=topics)


def users_for(user):
    rows = User.objects.select_related("unit").prefetch_related("role_rows")
    return rows if user.has_perm("core.administer") else rows.none()


def categories_for(user):
    rows = Category.objects.select_related("unit")
    return rows if user.has_perm("core.administer") else rows.none()


def entries_for(user):
    rows = AuditEntry.objects.select_related("by")
    return rows if user.has_perm("core.administer") else rows.none()


def unsent_for(user):
    """Messages that failed at least once and have not reached anybody yet."""
    rows = Message.objects.filter(sent_at=None).exclude(error="").select_related("to__unit")
    return rows if user.has_perm("core.administer") else rows.none()


@dataclass(frozen=True)
class Still:
    """What is still open at a unit, or in a person's hands, in words. `holds`: the unit is not switched off before
    it is passed on."""

    name: str
    words: str
    holds: bool = False


def open_at(unit) -> list[Still]:
    """What counts on this unit now; nothing of it once it is passed on."""
    plan = plans.planned_with(unit)
    lead, assisting = (ledger.open_of(unit, role).count() for role in (UnitRole.LEAD, UnitRole.ASSISTING))
    people, desks = unit.users.filter(is_active=True).count(), plan["desks"].count()
    events, topics = plan["events"].count(), unit.categories.filter(active=True).count()
    tasks, parts = plan["tasks"].count(), unit.parts.filter(active=True).count()
    rows = [
        ("people", people, ngettext("%(n)d account in use", "%(n)d accounts in use", people), True),
        ("lead", lead, ngettext("%(n)d open matter that it leads", "%(n)d open matters that it leads", lead), True),
        (
            "assisting",
            assisting,
            ngettext("%(n)d open matter that it assists in", "%(n)d open matters that it assists in", assisting),
            True,
        ),
        (
            "desks",
            desks,
            ngettext("%(n)d desk of a reception to come", "%(n)d desks of receptions to come", desks),
            True,
        ),
        ("events", events, ngettext("%(n)d reception that it leads", "%(n)d receptions that it leads", events), True),
        ("categories", topics, ngettext("%(n)d category", "%(n)d categories", topics), False),
        ("tasks", tasks, ngettext("%(n)d task of a plan", "%(n)d tasks of plans", tasks), False),
        ("parts", parts, ngettext("%(n)d unit under it", "%(n)d units under it", parts), False),
    ]
    return [Still(name, words % {"n": count}, holds) for name, count, words, holds in rows if count]


def unit_page(unit, *, active: bool) -> dict:
    """What is still open at a unit, which matters wait for another one when it is switched off, its earlier names."""
    waits = () if active else ledger.open_of(unit, UnitRole.LEAD).values_list("number", flat=True)[:50]
    return {"still": open_at(unit), "waits": list(waits), "names": unit.former_names.order_by("-until", "-id")}


def work_of(person) -> list[Still]:
    """What is in a person's hands: open matters, tasks of plans, duties that have not ended."""
    cases, tasks = ledger.in_hand(person).count(), plans.tasks_in_charge(person).count()
    duties = plans.duties_ahead(person, timezone.localdate()).count()
    rows = [
        ("cases", cases, ngettext("%(n)d open matter", "%(n)d open matters", cases)),
        ("tasks", tasks, ngettext("%(n)d task of a plan", "%(n)d tasks of plans", tasks)),
        ("duties", duties, ngettext("%(n)d duty at a reception", "%(n)d duties at receptions", duties)),
    ]
    return [Still(name, words % {"n": count}) for name, count, words in rows if count]


def left_behind(person):
    """The open matters that a person handles in a unit to which they no longer belong."""
    return ledger.in_hand(person).exclude(lead_unit=person.unit_id)


def in_hand_page(person) -> dict:
    """The list of what is in a person's hands; of a matter number, unit and date, no more."""
    return {
        "cases": ledger.in_hand(person),
        "tasks": plans.tasks_in_charge(person).order_by("due_on", "pk"),
        "duties": plans.duties_ahead(person, timezone.localdate()),
    }


def heirs_of(person):
    """Who can take over a person's work: colleagues, and who handles matters in the units where the work lies."""
    handles = Q(role_rows__role__in=[Role.HANDLER, Role.HEAD], unit__in=ledger.in_hand(person).values("lead_unit"))
    rows = User.objects.filter(Q(unit=person.unit_id) | handles, is_active=True).exclude(pk=person.pk)
    return rows.select_related("unit").distinct().order_by("unit__code", "name", "username")
