"""What the day costs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.lines import PlanLine
from events.workflow import LINE_KEPT_UP


class BudgetLine(PlanLine):
    """One line under one of the plan's five headings; yuan."""

    workflow = LINE_KEPT_UP

    class Heading(models.TextChoices):
        PUBLICITY = "publicity", _("publicity cost")
        VENUE = "venue", _("venue set-up cost")
        PEOPLE = "people", _("personnel cost")
        MATERIALS = "materials", _("materials and equipment cost")
        OTHER = "other", _("other cost")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="budget_lines")
    heading = models.CharField(_("Heading"), max_length=10, choices=Heading)
    title = models.CharField(_("Used for"), max_length=60)
    quantity = models.PositiveIntegerField(_("Quantity"), default=1, validators=[MaxValueValidator(1_000_000)])
    price = models.DecimalField(
        _("Price in yuan"), max_digits=11, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    actual = models.DecimalField(
        _("Spent in yuan"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("Line of the budget")
        ordering = ["id"]

    def __str__(self):
        return self.title

    @property
    def amount(self):
        return self.quantity * self.price
