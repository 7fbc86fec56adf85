"""Everything the page of one case shows, in a constant number of statements."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from followup import history
from followup.models import Clock, Objection
from followup.queries.lists import time_left
from followup.queries.rights import may_identify, reaches, shown_name, shown_title
from followup.queries.steps import offered, state_of
from followup.workflow import UnitRole
from petitions import deadlines
from plaza.core import audit, calendar, past

WHOLE_STRIP = 30  # days shown one by one


@dataclass
class Derivation:
    """How one date came about: sentences, the strip of days, and the clock it belongs to."""

    clock: Clock
    rule: deadlines.Rule
    sentences: list[str]
    days: list[dict] = field(default_factory=list)


def case_page(case, user, *, now: datetime) -> dict:
    today = timezone.localdate(now)
    units = list(case.units.select_related("unit").order_by("-since"))
    clocks = list(case.clocks.all())
    replies = list(case.replies.select_related("drafted_by", "approved_by", "delivered_by", "file"))
    ratings = list(case.ratings.select_related("by_staff"))
    objections = list(Objection.objects.filter(case=case).select_related("unit", "by", "decided_by", "suggested_unit"))
    call_backs = list(case.call_backs.select_related("by"))
    remark = getattr(case, "remark", None)
    progress = list(case.progress_rows.select_related("by__unit", "file", "on_behalf"))
    entries = [
        *audit.of(case).select_related("by__unit"),
        *audit.of(case.petition).filter(act="correct").select_related("by__unit"),
    ]
    if case.petition.bare_line:
        # Every confidential guided matter tells the same story.
        entries = [entry for entry in entries if entry.act == "open_case"]
    then = past.read(row.by_id for row in (*entries, *progress, *call_backs) if row.by_id)
    for row in objections:
        row.unit_then, row.suggested_then = then.name(row.unit, row.at), then.name(row.suggested_unit, row.at)
    for row in replies:
        row.unit_then = then.name(row.on_behalf, row.drafted_at)
    if not reaches(case, user):
        # What a confidential petitioner said, or was heard to say, may tell who it is.
        for row in (*call_backs, *ratings):
            row.note = row.comment = ""
        remark = None
    reply = next((row for row in replies if row.round == case.round), None)
    case.draft, case.approved = state_of(reply)
    current = [clock for clock in clocks if clock.round == case.round]
    running = next((clock for clock in current if clock.rule == case.due_rule and clock.running), None)
    identify = may_identify(case, user)
    return {
        "case": case,
        "petition": case.petition,
        "title": shown_title(case),
        "name": shown_name(case, user),
        "may_identify": identify,
        "person": case.petition.petitioner if identify or not case.petition.confidential else None,
        "bare": case.petition.bare_line,
        "lamp": time_left(case, today),
        "today": today,
        "lead": next((row for row in units if row.until is None and row.role == UnitRole.LEAD), None),
        "assisting": [row for row in units if row.until is None and row.role == UnitRole.ASSISTING],
        "clocks": clock_rows(current, running),
        "derivation": derivation(running, today) if running else None,
        "objections": objections,
        "replies": replies,
        "reply": reply,
        "ratings": ratings,
        "remark": remark,
        "steps": offered(case, user),
        "timeline": history.of(
            case,
            entries,
            then,
            progress=progress,
            call_backs=call_backs,
            objections=objections,
            ratings=ratings,
            replies=replies,
        ),
    }


def dispatched_at(case) -> datetime | None:
    """When the lead unit was given the case."""
    return case.units.filter(role=UnitRole.LEAD, until=None).values_list("since", flat=True).first()


def clock_rows(clocks, running) -> list[dict]:
    rows = []
    for clock in clocks:
        rule = deadlines.RULES[clock.rule]
        rows.append(
            {
                "clock": clock,
                "rule": rule,
                "main": running is not None and clock.pk == running.pk,
                "waits": clock.by_silence and clock.running,
            }
        )
    return rows


def derivation(clock: Clock, today: date) -> Derivation:
    """The sentences of `deadlines.explain()` for a clock as it is stored.

    The stored day stands, also where the calendar was entered later or the date told was an earlier one."""
    work_days = calendar.current()
    rule = deadlines.RULES[clock.rule]
    fixed = rule.length is None
    length = work_days.working_days_between(clock.started_on, clock.due_on) if fixed else clock.length
    plain = deadlines.due(clock.rule, clock.started_on, work_days, length=length)
    told = deadlines.Due(
        clock.rule,
        clock.started_on,
        length,
        clock.working,
        plain.last_day,
        clock.due_on,
        rest_days=len(work_days.rest_days(clock.started_on, clock.due_on)),
        provisional=clock.provisional or plain.provisional,
        by_law=plain.due_on > clock.due_on and fixed,
    )
    sentences = deadlines.explain(told)
    if clock.by_silence:
        sentences.insert(
            0,
            _(
                "When nothing is said by %(day)s, the time for the answer begins that day by itself; "
                "acceptance before that day begins it earlier."
            )
            % {"day": formats.date_format(clock.started_on, "DATE_FORMAT")},
        )
    return Derivation(clock, rule, sentences, strip(deadlines.days(clock.started_on, clock.due_on, work_days, today)))


def strip(days: list[tuple[date, str]]) -> list[dict]:
    """The day strip; of a long time its beginning, the days around today and its end."""
    rows = []
    for day, kinds in days:
        names = kinds.split()
        kind = next((name for name in ("due", "zero", "rest") if name in names), "work")
        rows.append({"date": day, "kind": kind, "today": "now" in names})
    if len(rows) <= WHOLE_STRIP:
        return rows
    now = next((n for n, row in enumerate(rows) if row["today"]), 0)
    kept = {*range(8), *range(max(now - 3, 0), now + 4), *range(len(rows) - 11, len(rows))}
    short, left_out = [], 0
    for n, row in enumerate(rows):
        if n in kept:
            if left_out:
                short.append({"gap": left_out})
            short.append(row)
            left_out = 0
        else:
            left_out += 1
    return short
