"""What templates may ask: icons, dates in words, rates, form controls. Nothing here queries."""

from datetime import datetime

from django import forms, template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plaza.core import masking
from plaza.core.icons import ICONS

register = template.Library()

NATIVE = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}

MARK = mark_safe(
    '<svg class="pz-mark" viewBox="0 0 28 28" aria-hidden="true">'
    '<path d="M2 9V2h7M19 2h7v7M26 19v7h-7M9 26H2v-7"/><circle cx="14" cy="14" r="4.5"/></svg>'
)
LAMPS = {
    "r": '<path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z"/>',
    "a": '<path d="M8 1.5 15 14H1z"/>',
    "g": '<circle cx="8" cy="8" r="6.5"/>',
    "x": '<circle cx="8" cy="8" r="5.8"/>',
}
# A rate over fewer than ten is a fraction, never a per cent: domain rule, no setting.
SMALLEST_DENOMINATOR = 10


@register.simple_tag
def icon(name):
    """The drawing `name`, hidden from screen readers; the word beside it says what it is."""
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def mark():
    return MARK


@register.simple_tag
def lamp_shape(kind):
    """Circle, triangle, octagon or ring: the state is readable without its colour."""
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>', mark_safe(LAMPS[kind]))


@register.filter
def month_day(value):
    """6月1日（星期一） / Monday 1 June; with the year when it is not this year."""
    return _dated(value, pgettext("date format", "l j F"), pgettext("date format", "l j F Y"))


@register.filter
def short_day(value):
    """6月1日 / 1 June; with the year when it is not this year."""
    return _dated(value, pgettext("date format", "j F"), pgettext("date format", "j F Y"))


@register.filter
def moment(value):
    """05-26 15:20 / 26 May 15:20, with the year when it is not this year: for timelines and lists."""
    return _dated(value, pgettext("date format", "j M H:i"), pgettext("date format", "j M Y H:i"))


@register.filter
def weekday_sign(value):
    """One sign for the day strip: 一 / M."""
    return pgettext("weekdays, Monday first", "M Tu W Th F Sa Su").split()[value.weekday()]


@register.filter
def lang_tag(code):
    """zh-hans as HTML wants it: zh-Hans."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


@register.filter
def digits(phone):
    """A phone number as tel: wants it."""
    return "".join(sign for sign in str(phone) if sign.isdigit() or sign == "+")


@register.filter
def yuan(value):
    """An amount of money with two decimals: 86,400.00; nothing for None."""
    return "" if value is None else f"{value:,.2f}"


@register.filter
def mask_name(value):
    return masking.mask_name(str(value or ""))


@register.simple_tag
def percent(part, whole):
    """The rule of every rate: none yet, 3/5 below ten, else 91.2%."""
    if not whole:
        return _("none yet")
    if whole < SMALLEST_DENOMINATOR:
        return f"{part}/{whole}"
    return f"{100 * part / whole:.1f}%"


@register.simple_tag
def share(part, whole):
    """A number 0-100 for the width of a meter."""
    return round(100 * part / whole) if whole else 0


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with changes: {% query status="x" %}. None or "" takes a parameter away; a
    change of anything but the page goes back to the first page."""
    params = context["request"].GET.copy()
    if not set(changes) & {"page", "after", "before"}:
        changes |= {"page": None, "after": None, "before": None}
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params.setlist(key, value if isinstance(value, list) else [str(value)])
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def drop(context, name):
    """The query string without the parameter `name`, for the cross of a chip."""
    return query(context, **{name: None})


@register.simple_tag(takes_context=True)
def order_link(context, name, current=""):
    """Where a table head leads: ascending first, descending on the second click."""
    return query(context, order=f"-{name}" if current == name else name)


@register.filter
def undo_url(message):
    """Where the message's undo button posts: a path among its extra tags, see core/base."""
    return next((tag for tag in (message.extra_tags or "").split() if tag.startswith("/")), "")


@register.filter
def kind(field):
    """How components/field.html draws a bound field."""
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
    for field in form:
        rows += [("" if field.is_hidden else anchor(field), text) for text in sentences(field)]
    return rows


@register.filter
def sentences(field):
    """The errors of a field; "this field is required" names the field, so that the summary can be read alone."""
    bare = str(forms.Field.default_error_messages["required"])
    return [_missing(field) if text == bare else text for text in map(str, field.errors)]


def _missing(field):
    chosen = isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    sentence = _("Choose: %(label)s") if chosen else _("Fill in: %(label)s")
    return sentence % {"label": field.label}


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


def _dated(value, this_year, other_year):
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, this_year if value.year == timezone.localdate().year else other_year)
