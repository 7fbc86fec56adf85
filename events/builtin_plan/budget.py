"""The lines of the five headings, without amounts."""

from django.utils.translation import gettext_lazy as _

from events.models import BudgetLine

B = BudgetLine.Heading

BUDGET = [
    (B.PUBLICITY, [_("Posters"), _("Brochures"), _("Media reports"), _("Banners"), _("Film")]),
    (B.VENUE, [_("Reception area"), _("Display boards"), _("Signposts"), _("Tents")]),
    (B.PEOPLE, [_("Volunteers: transport, meals, insurance"), _("Outside experts: lawyers, doctors")]),
    (
        B.MATERIALS,
        [
            _("Tables and chairs"),
            _("Computers"),
            _("Printers"),
            _("Documents and forms"),
            _("Drinking water"),
            _("Meals"),
        ],
    ),
    (
        B.OTHER,
        [
            _("Water and electricity"),
            _("Hire of security equipment"),
            _("Emergency drill"),
            _("Public liability insurance"),
        ],
    ),
]


def budget_lines(event) -> list[BudgetLine]:
    return [BudgetLine(event=event, heading=heading, title=str(title)) for heading, lines in BUDGET for title in lines]
