"""The lines of the budget, in yuan."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from events import queries
from events.forms.lines import LineForm
from events.models import BudgetLine
from events.parts import Page, Part
from plaza.core.sheets import Column, display


class BudgetForm(LineForm):
    order = ("heading", "title", "quantity", "price", "actual")
    computed_columns = (_("Estimate"),)

    class Meta:
        model = BudgetLine
        fields = ["heading", "title", "quantity", "price", "actual"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["heading"].initial = BudgetLine.Heading.OTHER

    @property
    def computed(self) -> list:
        known = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        quantity, price = known.get("quantity"), known.get("price")
        try:
            return [f"{int(quantity) * Decimal(price):,.2f}"]
        except (TypeError, ValueError, ArithmeticError):
            return ["–"]


BUDGET = Page(
    "budget",
    _("Budget"),
    _("Save the budget"),
    40,
    extra=lambda event, lines: {"budget": queries.budget_of(lines["budget"])},
)
BUDGET_LINES = Part(
    "budget",
    BudgetLine,
    "budget_lines",
    BUDGET,
    BudgetForm,
    (
        Column(_("Used for"), "title", 24, heads=True),
        Column(_("Heading"), display("heading"), 18),
        Column(_("Quantity"), "quantity", 8, "number"),
        Column(_("Price in yuan"), "price", 12, "money"),
        Column(_("Estimate"), "amount", 12, "money"),
        Column(_("Spent"), "actual", 12, "money"),
    ),
    title=_("Lines of the budget"),
    add=_("Add a line"),
    empty=_("No line yet."),
    sorted_by=queries.by_heading,
)
