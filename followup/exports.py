"""The lists of cases as tables: the columns of the ledger (接访问题台账) and of the day's calls, masked on the server.

A row is what queries.row() or queries.row_on_paper() makes of a case."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followup.models import NEVER
from followup.workflow import Status
from plaza.core.sheets import EXCEL, PAPER, SCREEN, Column, Sheet

ONLY_EXCEL = (EXCEL,)


def ledger_sheet(title, today, *, own_unit=False, choose=False) -> Sheet:
    """The ledger; of `own_unit` the handler is told instead of the unit, `choose` puts a box before each row."""

    def of(case, value):
        """Nothing but the number is told of a confidential guided matter."""
        return "" if case.petition.bare_line else value

    def desk(case):
        return of(case, case.petition.desk.number) or None if case.petition.desk else None

    def person(case, name):
        petition = case.petition
        hidden = petition.petitioner is None or petition.confidential
        return "" if hidden else getattr(petition.petitioner, name)

    def reply(case):
        return case.replies_read[0] if case.replies_read else None

    def rating(case):
        return case.ratings_read[0] if case.ratings_read else None

    def call(case):
        row = case.calls_read[0] if case.calls_read else None
        return f"{timezone.localdate(row.at)} {row.by.name}" if row else ""

    def assigned_on(case):
        lead = [row for row in case.units_read if row.role == "lead"]
        return timezone.localdate(lead[0].since) if lead else None

    def last_told(case):
        lines = case.progress_read[:5]
        return "\n".join(f"{timezone.localdate(row.at)} {row.public_line or row.note}" for row in lines)

    def in_time(case):
        if case.on_the_spot or case.answer_due_on is None:
            return ""
        if case.answered_on:
            return _("Yes") if case.answered_on <= case.answer_due_on else _("No")
        return _("No") if case.answer_due_on < today else ""

    def consultation(case):
        return _("Yes") if not case.petition.bare_line and case.petition.consultation else ""

    def closed(case):
        return _("Yes") if case.status == Status.CLOSED else _("No")

    columns = [  # in the order of the form; `place` is that of page and print
        replace(_number(), place=3),
        Column(_("Reception date"), "case.registered_on", 12, "date", on=ONLY_EXCEL),
        Column(_("Receiving leader"), lambda case: of(case, case.petition.visit.leader), 12, on=ONLY_EXCEL),
        Column(_("Desk"), desk, 6, "number", on=ONLY_EXCEL),
        Column(_("Petitioner"), "name", 10, css="nowrap", place=7),
        Column(_("Phone"), lambda case: person(case, "phone_mask"), on=ONLY_EXCEL),
        Column(_("Address (district)"), lambda case: person(case, "district"), on=ONLY_EXCEL),
        Column(_("People"), lambda case: of(case, case.petition.visit.people) or None, 7, "number", on=ONLY_EXCEL),
        Column(_("Matter"), "title", 30, css="wide-cell", cell="followup/cells/matter.html", place=4),
        Column(_("Facts and demand"), lambda case: of(case, case.petition.content), 40, on=ONLY_EXCEL),
        Column(_("Category"), "case.category.name", on=PAPER, place=5),
        Column(_("Purpose"), lambda case: of(case, case.petition.get_purpose_display()), 12, on=ONLY_EXCEL),
        Column(_("Place of the matter"), lambda case: of(case, case.petition.place), on=ONLY_EXCEL),
        Column(_("Answer given on the spot"), lambda case: of(case, case.petition.answer), 30, on=ONLY_EXCEL),
        Column(_("On-site outcome"), lambda case: case.petition.get_outcome_display(), 16, on=PAPER, place=6),
        Column(_("Needs joint consultation"), consultation, 10, on=ONLY_EXCEL),
        Column(
            pgettext("of a case", "Lead unit"),
            "case.lead_unit.name",
            20,
            cell="followup/cells/unit.html",
            on=PAPER if own_unit else (SCREEN, *PAPER),
            place=9,
        ),
        Column(
            _("Assisting units"),
            lambda case: _(", ").join(row.unit.name for row in case.units_read if row.role != "lead"),
            20,
            on=ONLY_EXCEL,
        ),
        Column(_("Handler"), "case.handler.name", 10, none="—", sub=not own_unit, place=10),
        Column(_("Phone of the unit"), "case.lead_unit.phone", on=ONLY_EXCEL),
        Column(_("Assigned on"), assigned_on, 12, "date", on=ONLY_EXCEL),
        Column(_("Due on"), lambda case: None if case.due_on == NEVER else case.due_on, 12, "date", on=PAPER, place=2),
        Column(_("Rule"), "lamp.rule", on=ONLY_EXCEL),
        Column(
            pgettext("time limit", "Time"),
            "lamp.text",
            css="due-cell",
            cell="followup/cells/time.html",
            order="due",
            place=1,
        ),
        Column(_("Status"), lambda case: case.get_status_display(), 10, cell="followup/cells/status.html", place=8),
        Column(_("Progress so far"), last_told, 40, on=ONLY_EXCEL),
        Column(
            _("Conclusion"),
            lambda case: reply(case).get_conclusion_display() if reply(case) else "",
            12,
            on=ONLY_EXCEL,
        ),
        Column(_("Answered"), "case.answered_on", 12, "date", on=ONLY_EXCEL),
        Column(_("Closed on"), "case.closed_on", 12, "date", on=ONLY_EXCEL),
        Column(_("Answered in time"), in_time, 10, on=ONLY_EXCEL),
        Column(
            _("Document number"), lambda case: reply(case).document_number if reply(case) else "", 16, on=ONLY_EXCEL
        ),
        Column(
            _("Delivered on"), lambda case: reply(case).delivered_on if reply(case) else None, 12, "date", on=ONLY_EXCEL
        ),
        Column(_("Called back"), call, 16, on=ONLY_EXCEL),
        Column(
            _("Rating of the unit"),
            lambda case: rating(case).get_unit_display() if rating(case) else "",
            12,
            on=ONLY_EXCEL,
        ),
        Column(
            _("Was it solved"),
            lambda case: rating(case).get_solved_display() if rating(case) else "",
            12,
            on=ONLY_EXCEL,
        ),
        Column(_("Round"), "case.round", 6, "number", on=ONLY_EXCEL),
        Column(_("Closed"), closed, 8, on=ONLY_EXCEL),
        Column(_("Number in the official system"), "case.petition.official_number", 18, on=ONLY_EXCEL),
        Column(pgettext("step", "Next"), on=(SCREEN,), css="n end-cell", cell="followup/cells/next.html", place=11),
    ]
    if choose:
        columns.insert(0, _boxes())
    return Sheet(title, tuple(map(_of_case, columns)), _overdue)


def calls_sheet(title) -> Sheet:
    """Whom to tell today."""
    return Sheet(
        title,
        (
            _number(),
            Column(_("Matter"), "title", 30, css="wide-cell", cell="followup/cells/matter_of_unit.html"),
            Column(pgettext("of a case", "Lead unit"), "case.lead_unit.name", 20, on=PAPER),
            Column(_("Handler"), "case.handler.name", 10, on=PAPER),
            Column(_("Petitioner"), "name", 10, css="nowrap", cell="followup/cells/person.html"),
            Column(_("Phone"), "phone", on=PAPER),
            Column(_("Last told"), "case.told_on", 12, "date", css="num nowrap", cell="followup/cells/told.html"),
            Column(_("Next step on"), "case.next_on", 12, "date", on=PAPER),
            Column(pgettext("time limit", "Time"), "lamp.text", css="due-cell", cell="followup/cells/lamp.html"),
            Column(pgettext("verb", "Record"), on=(SCREEN,), css="n end-cell", cell="followup/cells/tell.html"),
        ),
        _overdue,
    )


def _number() -> Column:
    return Column(
        _("Number"), "case.number", 15, heads=True, css="num nowrap", cell="followup/cells/number.html", order="number"
    )


def _boxes() -> Column:
    return Column(
        _("Choose all of this page"),
        on=(SCREEN,),
        css="sel",
        head="components/choose_all.html",
        cell="followup/cells/choose.html",
    )


def _overdue(row) -> str:
    return "is-over" if row["lamp"]["kind"] == "r" else ""


def _of_case(column: Column) -> Column:
    """Functions above are of the case, which a row holds as {"case": ...}."""
    if not callable(column.source):
        return column
    return replace(column, source=lambda row: column.source(row["case"]))
