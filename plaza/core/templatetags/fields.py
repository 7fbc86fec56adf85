"""How the fields of a form are drawn, and what is wrong with them."""

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()

NATIVE = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


@register.filter
def kind(field):
    """How plaza/field.html draws a bound field."""
    widget = field.field.widget
    drawn = widget.attrs.get("class", "").split()
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choice" if "choice" in drawn else "options"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "control"


@register.filter
def control(field):
    """The widget with our classes; Django adds aria-invalid and aria-describedby by itself."""
    widget = field.field.widget
    classes = widget.attrs.get("class", "").split()
    if not isinstance(widget, forms.CheckboxInput | forms.HiddenInput):
        classes.insert(0, "form-select" if isinstance(widget, forms.Select) else "form-control")
        if field.errors:
            classes.append("is-invalid")
    attrs = {"class": " ".join(classes)} if classes else {}
    # Native date and time fields want ISO in `value`, whatever the language shows.
    if type(widget) in NATIVE:
        widget.input_type, widget.format = NATIVE[type(widget)]
    return field.as_widget(attrs=attrs)


@register.filter
def optional(field):
    """Whether the label says so; a single choice always has an answer."""
    return not field.field.required and not isinstance(field.field.widget, forms.Select)


@register.filter
def options(field):
    """The options of a group, without the class that only says how the group is drawn."""
    field.field.widget.attrs.pop("class", None)
    return list(field)


@register.filter
def anchor(field):
    """The id an error link jumps to: the control, or the first option of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def error_rows(form):
    """(id, sentence) of everything to mend in a form or formset, in the order of the page."""
    rows = []
    if hasattr(form, "forms"):
        rows += [("", text) for text in form.non_form_errors()]
        for one in form.forms:
            rows += error_rows(one)
        return rows
    rows += [("", text) for text in form.non_field_errors()]
    for field in _as_laid_out(form):
        rows += [("" if field.is_hidden else anchor(field), text) for text in sentences(field)]
    return rows


def _as_laid_out(form):
    """The fields in the order of the page: what is hidden concerns the whole form and comes first."""
    if not hasattr(form, "helper"):
        return form
    places = {pointer.name: place for place, pointer in enumerate(form.helper.layout.get_field_names())}
    return sorted(form, key=lambda field: places.get(field.name, -1))


@register.filter
def standing(field):
    """What stands now in this field, in words, when somebody else changed it meanwhile; see plaza.core.forms."""
    return getattr(field.form, "standing", {}).get(field.name, "")


@register.filter
def sentences(field):
    """The errors of a field; "this field is required" names the field, so that the summary can be read alone."""
    bare = str(forms.Field.default_error_messages["required"])
    return [_missing(field) if text == bare else text for text in map(str, field.errors)]


def _missing(field):
    chosen = isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    sentence = _("Choose: %(label)s") if chosen else _("Fill in: %(label)s")
    return sentence % {"label": field.label}
