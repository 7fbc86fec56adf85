"""The ledger, the work list and the call list: which rows, how many, how late."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from followup import search_rows
from followup.models import CallBack, Case, CaseUnit, Progress, Rating, Reply
from followup.queries.rights import (
    SIGNS_IN,
    acted,
    cases_for,
    may_identify,
    name_on_paper,
    sees_everything,
    shown_name,
    shown_title,
)
from followup.queries.steps import APPROVED, DRAFT, next_step
from followup.workflow import IN_WORK, OPEN, WITH_UNIT, Status
from petitions import deadlines
from petitions.workflow import Outcome
from plaza.core import calendar, identity, masking, offices, phones, search

S = Status


@dataclass(frozen=True)
class Tab:
    """One heading of the ledger: which rows, and who finds it useful (a permission, or everybody)."""

    name: str
    label: str
    rows: Q
    permission: str = ""


# Every confidential guided matter is answered for in the same way: nothing of the person finds it.
BARE = Q(petition__confidential=True, petition__outcome=Outcome.GUIDED)
TABS = (
    Tab("open", gettext_lazy("All open"), Q(status__in=OPEN)),
    Tab(
        "assign",
        gettext_lazy("To be assigned"),
        Q(status=S.REGISTERED) | Q(Q(lead_unit=None) | Q(lead_unit__active=False), status__in=WITH_UNIT),
        "followup.assign",
    ),
    Tab("sign", gettext_lazy("To be signed for"), Q(status=S.ASSIGNED)),
    Tab("accept", gettext_lazy("To be accepted"), Q(status=S.SIGNED)),
    Tab("handling", gettext_lazy("In handling"), Q(status__in=IN_WORK)),
    Tab("approve", gettext_lazy("To be approved"), Q(DRAFT, status__in=IN_WORK), "followup.approve"),
    Tab("replied", gettext_lazy("Replied"), Q(status__in=(S.REPLIED, S.NOT_ACCEPTED))),
    Tab("closed", gettext_lazy("Closed"), Q(status=S.CLOSED)),
    Tab("objections", gettext_lazy("Objections"), Q(status=S.OBJECTED)),
    Tab(
        "unnumbered",
        gettext_lazy("Without official number"),
        Q(petition__official_number="") & ~BARE,
        "followup.assign",
    ),
)


def tabs_for(user) -> list[Tab]:
    return [tab for tab in TABS if not tab.permission or user.has_perm(tab.permission)]


def time_range(name: str, today: date) -> Q:
    """The rows of "overdue", "soon" (within the office's amber days) or "on_time"."""
    soon = calendar.current().add_working_days(today, offices.current().amber_days)
    return {
        "overdue": Q(due_on__lt=today),
        "soon": Q(due_on__gte=today, due_on__lte=soon),
        "on_time": Q(due_on__gt=soon),
    }[name]


def tab_counts(user, rows, tab: str, today: date) -> dict:
    """The counts of every tab and of what is open and overdue, in one statement over `rows`."""
    tabs = tabs_for(user)
    counts = rows.order_by().aggregate(
        **{f"tab_{one.name}": Count("pk", filter=one.rows) for one in tabs},
        overdue=Count("pk", filter=Q(status__in=OPEN) & time_range("overdue", today)),
        soon=Count("pk", filter=Q(status__in=OPEN) & time_range("soon", today)),
    )
    return {
        "tabs": [
            {"name": one.name, "label": one.label, "count": counts[f"tab_{one.name}"], "current": one.name == tab}
            for one in tabs
        ],
        "open": counts["tab_open"],
        "overdue": counts["overdue"],
        "soon": counts["soon"],
        "sign": counts["tab_sign"],
        "accept": counts["tab_accept"],
        "replied": counts["tab_replied"],
        "handling": counts["tab_handling"],
    }


def matching(rows, text: str, user):
    """Narrow cases by number, phone, ID number or tail of a phone (each by its own index), else by the words of name
    and text.

    A whole phone or ID number finds nothing here: see of_person(). The tail of a confidential matter is found only by
    those who may know who it is; its name never."""
    text = " ".join(text.split())[: search.LONGEST_QUERY]
    kind = search.reading(text)
    if kind == "number":
        return rows.filter(number__startswith=unicodedata.normalize("NFKC", text))
    if kind == "tail":
        tail = masking.index("phone_tail", text)
        return rows.filter(
            Q(_known(user), petition__petitioner__phone_tail_index=tail) | Q(number__endswith=f"-{text}")
        )
    if kind in WHOLE:
        return rows.none()
    return search.matching(rows, text, kind=search_rows.KIND, scopes=scopes(user))


def of_person(rows, kind: str, digest: str, user):
    """Narrow cases to those of one phone or ID number, by its digest; to none for who may not reveal it. The look is
    logged before: see actions.look_for()."""
    if not (digest and user.has_perm("followup.reveal")):
        return rows.none()
    return rows.filter(_known(user), **{f"petition__petitioner__{kind}_index": digest})


def _known(user) -> Q:
    knows = user.has_perm("followup.assign") and user.has_perm("followup.reveal")
    return ~BARE if knows else Q(petition__confidential=False)


WHOLE = ("phone", "idno")  # what identifies a person


def whole(text: str) -> tuple[str, str]:
    """Which of WHOLE was typed, and it as kept; ("", "") for anything else, or a number that cannot be one."""
    text = " ".join(text.split())[: search.LONGEST_QUERY]
    kind = search.reading(text)
    try:
        match kind:
            case "phone":
                return kind, phones.clean(text)
            case "idno":
                return kind, identity.clean(text, today=timezone.localdate())
    except ValidationError:
        pass
    return "", ""


def scopes(user) -> list[str]:
    """The scope tokens that keep a common word within this person's rows."""
    return [] if sees_everything(user) else [search_rows.unit_scope(user.unit_id)]


def work_of(user, *, own: bool):
    """What is with this person's unit now, or what they are named for."""
    with_unit = CaseUnit.objects.filter(case=OuterRef("pk"), unit=user.unit_id, until=None)
    rows = cases_for(user).filter(Exists(with_unit))
    return rows.filter(handler=user) if own else rows


def with_rows(rows, user):
    """What a row of a list shows beside the case itself, and what decides about its next step for this person.

    Of the units of these rows the current ones are loaded, no others."""
    rows = rows.annotate(draft=DRAFT, approved=APPROVED, signs_in=SIGNS_IN, acted=acted(user))
    return rows.select_related("petition__event").prefetch_related(
        Prefetch("units", CaseUnit.objects.filter(until=None))
    )


def call_list(user, today: date):
    """今日待反馈: open cases whose feedback is owed, whose next step is due, that are overdue without a word for
    a period, or for which a unit has left a line to be passed on; as far as this person tells them.

    A unit tells its own petitioners; the petition office those of confidential matters and of units
    that do not sign in."""
    rows = cases_for(user).filter(status__in=OPEN).exclude(status=S.REGISTERED)
    last = Progress.objects.filter(case=OuterRef("pk")).order_by("-at", "-id")
    rows = rows.annotate(next_on=Subquery(last.values("next_on")[:1])).filter(
        Q(feedback_due_on__lte=today)
        | Q(next_on__lte=today)
        | Q(Q(told_on=None) | Q(told_on__lte=today - timedelta(days=offices.current().feedback_days)), due_on__lt=today)
        | Exists(Progress.objects.filter(case=OuterRef("pk"), told_at=None).exclude(public_line=""))
    )
    if user.has_perm("followup.assign"):
        rows = rows.filter(Q(petition__confidential=True) | ~SIGNS_IN | Q(lead_unit=user.unit_id))
    else:
        rows = rows.filter(petition__confidential=False, lead_unit=user.unit_id)
    return rows


def time_left(case, today: date) -> dict:
    """The lamp of a case: kind (g a r x), words, date and the rule that runs."""
    work_days = calendar.current()
    kind = deadlines.lamp(case.due_on, today, work_days, amber=offices.current().amber_days)
    if kind == "x":
        return {"kind": "x", "text": _("No deadline"), "due": None, "rule": ""}
    left = deadlines.days_left(case.due_on, today, work_days)
    if left < 0:
        text = ngettext("%(count)d day overdue", "%(count)d days overdue", -left) % {"count": -left}
    elif case.due_on == today:
        text = _("Due today")
    else:
        text = ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}
    rule = deadlines.RULES.get(case.due_rule)
    return {"kind": kind, "text": text, "due": case.due_on, "rule": rule.name if rule else ""}


def row(case, user, today: date) -> dict:
    """One row of a list, masked on the server."""
    petition = case.petition
    bare = petition.bare_line
    people = petition.visit.people if petition.visit.is_group and not bare else 0
    step = next_step(case, user)
    return {
        "case": case,
        "lamp": time_left(case, today),
        "title": shown_title(case),
        "name": shown_name(case, user),
        "bare": bare,
        "people": people,
        "district": "" if petition.confidential or not petition.petitioner else petition.petitioner.district,
        "next": step,
        "signs": step is not None and step.name == "sign",
    }


def row_on_paper(case, user, today: date) -> dict:
    """The same for print and Excel, which may reach the unit: nobody is named who asked for confidence."""
    petition = case.petition
    told = petition.petitioner is not None and not petition.confidential and may_identify(case, user)
    return {
        "case": case,
        "lamp": time_left(case, today),
        "title": shown_title(case),
        "name": name_on_paper(case),
        "phone": petition.petitioner.phone_mask if told else "",
    }


def assigned_to(user, unit, *, event=""):
    """The matters that a unit leads and has not answered yet, of one event (by its id) or of all."""
    rows = cases_for(user).filter(lead_unit=unit, status__in=WITH_UNIT).order_by("registered_on", "pk")
    if event:
        rows = rows.filter(event=event) if event.isdecimal() and len(event) < 12 else rows.none()
    return list(rows[:500])


def open_of(unit, role: str):
    """The open matters in which a unit has this role now, for whoever sets the office up: their numbers, no more."""
    here = CaseUnit.objects.filter(case=OuterRef("pk"), unit=unit, role=role, until=None)
    return Case.objects.filter(Exists(here), status__in=OPEN).order_by("due_on", "pk")


def in_hand(person):
    """The open matters that a person is the handler of, wherever they lie."""
    return Case.objects.filter(handler=person, status__in=OPEN).select_related("lead_unit").order_by("due_on", "pk")


def days_waiting(case, today: date) -> int | None:
    """Days since the petitioner was last told; None when never."""
    return (today - case.told_on).days if case.told_on else None


def for_export(rows):
    """The same rows with everything the columns of the ledger read, a constant number of statements a chunk."""
    return rows.select_related("petition__desk", "petition__event").prefetch_related(
        Prefetch("units", CaseUnit.objects.filter(until=None).select_related("unit"), to_attr="units_read"),
        Prefetch("replies", Reply.objects.order_by("-round"), to_attr="replies_read"),
        Prefetch("ratings", Rating.objects.order_by("-round"), to_attr="ratings_read"),
        Prefetch("call_backs", CallBack.objects.select_related("by").order_by("-id"), to_attr="calls_read"),
        Prefetch("progress_rows", Progress.objects.order_by("-at", "-id"), to_attr="progress_read"),
    )
