"""The lines of the budget and their sums, in yuan."""

from decimal import Decimal

from django.db.models import F, Sum
from django.utils.text import capfirst

from events.models import BudgetLine


def by_heading(line: BudgetLine) -> tuple:
    """The order of the five headings, then that of entering."""
    return BudgetLine.Heading.values.index(line.heading), line.pk


def budget_of(lines: list[BudgetLine]) -> dict:
    """Estimate, spent and difference per heading and altogether, in yuan."""
    rows = []
    for heading, label in BudgetLine.Heading.choices:
        mine = [line for line in lines if line.heading == heading]
        rows.append(_sum(mine) | {"label": capfirst(label), "lines": mine})
    return {
        "rows": rows,
        "total": _sum(lines),
        "paid_people": any(line.heading == BudgetLine.Heading.PEOPLE and line.amount for line in lines),
    }


def _sum(lines) -> dict:
    estimate = sum((line.amount for line in lines), Decimal(0))
    spent = sum((line.actual for line in lines if line.actual is not None), Decimal(0))
    known = any(line.actual is not None for line in lines)
    return {"estimate": estimate, "spent": spent if known else None, "difference": spent - estimate if known else None}


def budget_total(event) -> Decimal:
    return event.budget_lines.filter(removed_at=None).aggregate(total=Sum(F("quantity") * F("price")))[
        "total"
    ] or Decimal(0)
