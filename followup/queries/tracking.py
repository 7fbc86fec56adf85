"""What a petitioner sees with number and code: a fixed list of facts, and never a name.

Registration, forwarding, notices, lines written for the petitioner, the reply and its dates. Of a
confidential matter only status and dates; of a confidential guided one not more than that it was guided."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.models import Case, Clock, Rating, Remark, Reply
from followup.workflow import Status, UnitRole
from petitions.workflow import Outcome, Route
from plaza.core import calendar, offices, past
from plaza.core.dates import month_day, short_day

REVIEW_DAYS = 30  # Art. 35: a review may be asked for within 30 days of receiving the opinion
NOT_RATED = (Route.R1,)  # 涉法涉诉
WORDS_WAITING = {Status.ASSIGNED, Status.OBJECTED}


@dataclass
class Track:
    """One page: the answer first, then how it came about."""

    case: Case
    title: str
    promise: dict | None = None
    steps: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    reply: Reply | None = None
    earlier_replies: list = field(default_factory=list)
    rating: Rating | None = None
    remark: Remark | None = None
    may_rate: bool = False
    may_say_unsolved: bool = False
    rate_until: date | None = None
    review_until: date | None = None
    unit_name: str = ""
    phone_name: str = ""
    phone: str = ""


def tracked(number: str) -> Case | None:
    rows = Case.objects.select_related("petition__desk", "petition__event", "lead_unit", "answered_unit")
    return rows.filter(number=number).first()


def wrong_sentence() -> str:
    return _("Number and code do not belong together. Please compare them with your receipt.")


def rateable(case) -> bool:
    """Whether this matter is one that is rated at all: judicial matters are not (and what was closed on the
    spot has its own "not solved, I think")."""
    return not case.on_the_spot and case.petition.route not in NOT_RATED


def page(case: Case, *, on: date) -> Track:
    """Everything the tracking page shows of `case`."""
    petition, office = case.petition, offices.current()
    hidden = petition.confidential
    shown = Track(case, title=_title(case, hidden))
    if petition.bare_line:
        # An accusation leaves the same page as every confidential guided matter: number, day, guided.
        shown.steps = _steps_on_the_spot(case)
        shown.phone, shown.phone_name = office.phone, _("Petition office")
        return shown
    replies = [row for row in case.replies.all() if row.delivered_on]
    reply = next((row for row in replies if row.round == case.round), None)
    window = Clock.objects.filter(case=case, round=case.round, rule="T14").first()
    shown.rating = Rating.objects.filter(case=case, round=case.round).first()
    shown.remark = Remark.objects.filter(case=case).first() if case.on_the_spot else None
    shown.may_say_unsolved = case.on_the_spot and shown.remark is None
    open_window = bool(window and window.stopped_on is None and window.due_on >= on)
    shown.may_rate = bool(reply and open_window and shown.rating is None and rateable(case))
    shown.rate_until = window.due_on if shown.may_rate else None
    shown.review_until = reply.delivered_on + timedelta(days=REVIEW_DAYS) if reply else None
    shown.promise = _promise(case, reply, on)
    shown.steps = _steps_on_the_spot(case) if case.on_the_spot else _steps(case, shown, reply, hidden)
    unit = None if hidden else case.lead_unit
    # What is rated is the reply, by the name under which it was given.
    answered = unit and reply and case.answered_unit
    shown.unit_name = past.name_of(answered, reply.approved_at) if answered else unit.name if unit else ""
    shown.phone = (unit.phone if unit else "") or office.phone
    shown.phone_name = unit.name if unit and unit.phone else _("Petition office")
    if not hidden:
        shown.reply = reply
        shown.earlier_replies = [row for row in replies if row.round < case.round]
        shown.lines = [row for row in case.progress_rows.all() if row.public_line]
    return shown


def _title(case, hidden) -> str:
    if case.on_the_spot:
        return {
            Outcome.SETTLED: _("Your matter was settled at the reception"),
            Outcome.ANSWERED: _("Your matter was answered at the reception"),
            Outcome.GUIDED: _("You were guided to the competent organ"),
        }[case.petition.outcome]
    if case.status == Status.REGISTERED:
        return _("Your matter is registered")
    if case.status in WORDS_WAITING or case.status == Status.SIGNED:
        if hidden or not case.lead_unit:
            return _("Your matter is with the responsible unit")
        return _("Your matter is with %(unit)s") % {"unit": case.lead_unit.name}
    if case.status == Status.NOT_ACCEPTED:
        return _("Your matter is not accepted a second time")
    if case.status == Status.AGAIN:
        return _("Your matter is being handled again")
    if case.status == Status.REPLIED:
        return _("There is a reply to your matter")
    if case.status == Status.CLOSED:
        return _("Your matter is closed")
    return _("Your matter is being handled")


def _promise(case, reply, on) -> dict | None:
    """The date told on the receipt (of the first round), else the day the answer is due; with its lamp."""
    if case.on_the_spot or case.status == Status.NOT_ACCEPTED:
        return None
    petition = case.petition
    told = petition.promise_on if case.round == 1 else None
    due = told or case.answer_due_on
    if due is None:
        return None
    day = {"day": month_day(due)}
    if told and petition.own_promise:
        words = _("Promised: an answer by %(day)s") % day
    elif told:
        words = _("Expected: an answer by %(day)s") % day
    else:
        words = _("An answer is due by %(day)s") % day
    if reply:
        late = reply.delivered_on > due
        return {
            "words": words,
            "due": due,
            "now": _("Answered on %(day)s") % {"day": short_day(reply.delivered_on)},
            "kind": "r" if late else "g",
            "lamp": capfirst(_("overdue") if late else _("on time")),
        }
    if case.status == Status.CLOSED:
        return {"words": words, "due": due, "now": "", "kind": "x", "lamp": capfirst(_("closed"))}
    if due < on:
        days = (on - due).days
        return {
            "words": words,
            "due": due,
            "kind": "r",
            "lamp": capfirst(_("overdue")),
            "now": ngettext("%(days)d day over the date", "%(days)d days over the date", days) % {"days": days},
        }
    left = calendar.current().working_days_between(on, due)
    soon = left <= offices.current().amber_days
    now = ngettext("%(days)d working day left", "%(days)d working days left", left) % {"days": left}
    return {
        "words": words,
        "due": due,
        "now": now if left else _("The answer is due today"),
        "kind": "a" if soon else "g",
        "lamp": capfirst(_("due soon") if soon else _("on time")),
    }


def _registered(case, *, place: bool):
    petition = case.petition
    day = short_day(timezone.localtime(petition.registered_at))
    if place and petition.desk:
        return _("%(day)s, %(venue)s, desk %(desk)s") % {
            "day": day,
            "venue": petition.event.venue,
            "desk": petition.desk.number,
        }
    return day


def _steps_on_the_spot(case) -> list[dict]:
    hidden = case.petition.confidential
    return [
        {"label": _("Registered"), "text": _registered(case, place=not hidden), "state": "done"},
        {"label": capfirst(case.petition.get_outcome_display()), "text": short_day(case.closed_on), "state": "done"},
    ]


def _steps(case, shown, reply, hidden) -> list[dict]:
    """The five fixed steps of a matter that was assigned."""
    leads = list(case.units.filter(role=UnitRole.LEAD).select_related("unit").order_by("since", "pk"))
    then = past.read()
    passed = [
        short_day(timezone.localtime(row.since))
        if hidden
        else _("%(day)s, %(unit)s")
        % {"day": short_day(timezone.localtime(row.since)), "unit": then.name(row.unit, row.since)}
        for row in leads
    ]
    told = [row for row in case.progress_rows.all() if row.told_at]
    lines = short_day(timezone.localtime(told[0].told_at)) if told else ""
    if told and not hidden:
        lines = _("%(day)s, %(line)s") % {"day": lines, "line": told[0].public_line}
    begun = case.status not in (Status.REGISTERED, *WORDS_WAITING, Status.SIGNED, Status.NOT_ACCEPTED)
    facts = [
        (_("Registered"), _registered(case, place=not hidden)),
        (_("Assigned"), _("; ").join(passed)),
        (_("In handling"), lines if begun else ""),
        (_("Replied"), _delivered(reply)),
        (_("Your rating"), _rating_step(case, shown)),
    ]
    reached = 5 if shown.rating else 4 if reply else 3 if begun else 2 if leads else 1
    # The last step reached is the current one; after the reply it is the petitioner's turn.
    current = None if case.status in (Status.CLOSED, Status.NOT_ACCEPTED) else reached
    if reply:
        current = 5 if shown.may_rate else None
    return [
        {"label": label, "text": text, "state": "current" if place == current else "done" if place <= reached else ""}
        for place, (label, text) in enumerate(facts, start=1)
    ]


def _delivered(reply) -> str:
    if reply is None:
        return ""
    return _("%(day)s, %(channel)s") % {"day": short_day(reply.delivered_on), "channel": reply.get_channel_display()}


def _rating_step(case, shown) -> str:
    if shown.rating:
        return short_day(timezone.localtime(shown.rating.at))
    if shown.rate_until:
        return _("Open until %(day)s, once per reply") % {"day": short_day(shown.rate_until)}
    return _("This kind of matter is not rated") if not rateable(case) else ""
