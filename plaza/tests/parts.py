"""Examples for the tables of the plan, made from their declarations: a new Part needs nothing here."""

from django import forms

from events.forms import line_set
from events.parts import PARTS, pages
from plaza.core import submission


def new_line(part, event) -> dict:
    """One line as somebody would type it: every field filled with what it asks for."""
    fields = line_set(part, None, event=event, lines=[]).empty_form.fields
    hours = iter(("09:00", "10:00", "11:00", "12:00"))
    return {name: _typed(field, hours) for name, field in fields.items() if name not in ("pk", "version", "remove")}


def sent(page, event) -> dict:
    """A page with one new line in its last table, the others empty."""
    *others, last = page.parts
    data = {"key": submission.new_key()}
    for part in others:
        data |= {f"{part.name}-TOTAL_FORMS": 0, f"{part.name}-INITIAL_FORMS": 0}
    data |= {f"{last.name}-TOTAL_FORMS": 1, f"{last.name}-INITIAL_FORMS": 0}
    return data | {f"{last.name}-0-{name}": value for name, value in new_line(last, event).items()}


def _typed(field, hours):
    if hasattr(field, "choices"):
        return next((value for value, _words in field.choices if value not in ("", None)), "")
    if isinstance(field, forms.TimeField):
        return next(hours)
    if isinstance(field, forms.IntegerField):
        return 7
    if isinstance(field, forms.DecimalField):
        return "12.50"
    return "on" if isinstance(field, forms.BooleanField) else "备用"


__all__ = ["PARTS", "new_line", "pages", "sent"]
