"""The ledger as a table (接访问题台账): the columns an office knows, masked on the server."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from followup import queries
from followup.models import NEVER
from followup.workflow import Status
from plaza.core.sheets import Column, Sheet


def ledger_sheet(today, *, short=False) -> Sheet:
    """The columns of the ledger, in their usual order; `short` those that fit on paper."""

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

    def closed(case):
        return _("Yes") if case.status == Status.CLOSED else _("No")

    columns = [
        ("number", Column(_("Number"), "number", 15)),
        ("", Column(_("Reception date"), "registered_on", 12, "date")),
        ("", Column(_("Receiving leader"), lambda case: of(case, case.petition.visit.leader), 12)),
        ("", Column(_("Desk"), desk, 6, "number")),
        ("name", Column(_("Petitioner"), queries.name_on_paper, 10)),
        ("", Column(_("Phone"), lambda case: person(case, "phone_mask"), 14)),
        ("", Column(_("Address (district)"), lambda case: person(case, "district"), 14)),
        ("", Column(_("People"), lambda case: of(case, case.petition.visit.people) or None, 7, "number")),
        ("title", Column(_("Matter"), queries.shown_title, 30)),
        ("", Column(_("Facts and demand"), lambda case: of(case, case.petition.content), 40)),
        ("category", Column(_("Category"), "category.name", 14)),
        ("", Column(_("Purpose"), lambda case: of(case, case.petition.get_purpose_display()), 12)),
        ("", Column(_("Place of the matter"), lambda case: of(case, case.petition.place), 14)),
        ("", Column(_("Answer given on the spot"), lambda case: of(case, case.petition.answer), 30)),
        ("outcome", Column(_("On-site outcome"), lambda case: case.petition.get_outcome_display(), 16)),
        (
            "unit",
            Column(pgettext("of a case", "Lead unit"), lambda case: case.lead_unit.name if case.lead_unit else "", 20),
        ),
        (
            "",
            Column(
                _("Assisting units"),
                lambda case: _(", ").join(row.unit.name for row in case.units_read if row.role != "lead"),
                20,
            ),
        ),
        ("handler", Column(_("Handler"), lambda case: case.handler.name if case.handler else "", 10)),
        ("", Column(_("Phone of the unit"), lambda case: case.lead_unit.phone if case.lead_unit else "", 14)),
        ("", Column(_("Assigned on"), assigned_on, 12, "date")),
        ("due", Column(_("Due on"), lambda case: None if case.due_on == NEVER else case.due_on, 12, "date")),
        ("left", Column(_("Time left"), lambda case: queries.time_left(case, today)["text"], 14)),
        ("status", Column(_("Status"), lambda case: case.get_status_display(), 10)),
        ("", Column(_("Progress so far"), last_told, 40)),
        ("", Column(_("Conclusion"), lambda case: reply(case).get_conclusion_display() if reply(case) else "", 12)),
        ("", Column(_("Closed on"), "closed_on", 12, "date")),
        ("", Column(_("Answered in time"), in_time, 10)),
        ("", Column(_("Document number"), lambda case: reply(case).document_number if reply(case) else "", 16)),
        ("", Column(_("Delivered on"), lambda case: reply(case).delivered_on if reply(case) else None, 12, "date")),
        ("", Column(_("Called back"), call, 16)),
        ("", Column(_("Rating of the unit"), lambda case: rating(case).get_unit_display() if rating(case) else "", 12)),
        ("", Column(_("Was it solved"), lambda case: rating(case).get_solved_display() if rating(case) else "", 12)),
        ("", Column(_("Round"), "round", 6, "number")),
        ("", Column(_("Closed"), closed, 8)),
        ("", Column(_("Number in the official system"), "petition.official_number", 18)),
    ]
    return Sheet(_("Ledger of matters"), tuple(_of_case(column) for key, column in columns if key or not short))


def _of_case(column) -> Column:
    """A list gives its rows as {"case": ...}."""
    source = column.source if callable(column.source) else None
    read = (lambda row: source(row["case"])) if source else f"case.{column.source}"
    return Column(column.title, read, column.width, column.kind)
