"""The filter row of a list: its controls, and the chips of what is chosen."""

from django import forms, template
from django.utils.translation import gettext as _

from plaza.core.templatetags.fields import control

register = template.Library()


@register.filter
def filter_control(field):
    """A control of the filter row: its label stands inside it, as placeholder or as the empty choice."""
    inner, widget = field.field, field.field.widget
    if isinstance(inner, forms.ModelChoiceField) and not isinstance(inner, forms.ModelMultipleChoiceField):
        inner.empty_label = field.label
    elif type(widget) is forms.Select:
        widget.choices = [(key, field.label if key == "" else words) for key, words in widget.choices]
    else:
        widget.attrs.setdefault("placeholder", field.label)
    return control(field)


@register.filter
def chips(filterset):
    """(name, label, words) of the active filters of a django-filter FilterSet."""
    rows = []
    form = filterset.form
    if not form.is_bound or not form.is_valid():
        return rows
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if bound.name in ("order", "search") or value in (None, "", [], ()) or _empty(value):
            continue
        rows.append((bound.name, bound.label, _words(bound.field, value)))
    return rows


def _empty(value):
    return hasattr(value, "exists") and not value


def _words(field, value):
    if isinstance(field, forms.ModelMultipleChoiceField) or isinstance(value, list | tuple | set):
        names = dict(field.choices) if not isinstance(field, forms.ModelMultipleChoiceField) else {}
        return _(", ").join(str(names.get(one, one)) for one in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))
    if value is True:
        return _("yes")
    return str(value)
