"""The square: desks and zones."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.forms.lines import LineForm
from events.models import Desk, Zone
from events.parts import Page, Part
from plaza.core.models import Unit
from plaza.core.sheets import Column


class DeskForm(LineForm):
    unit_id = forms.TypedChoiceField(coerce=int)
    zone_id = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    order = ("number", "unit_id", "zone_id", "leader", "enquiry")

    class Meta:
        model = Desk
        fields = ["number", "leader", "enquiry"]


class ZoneForm(LineForm):
    order = ("name", "kind", "capacity", "note")

    class Meta:
        model = Zone
        fields = ["name", "kind", "capacity", "note"]


def desk_choices(event) -> dict:
    """The units in use, and those that have a desk here; the zones of the event."""
    units = Unit.objects.filter(active=True) | Unit.objects.filter(pk__in=event.desks.values("unit"))
    return {
        "unit_id": [("", gettext("Choose a unit")), *units.values_list("pk", "name")],
        "zone_id": [("", gettext("no zone")), *event.zones.filter(removed_at=None).values_list("pk", "name")],
    }


def one_desk_per_number(lines) -> None:
    taken = set()
    for form in lines:
        number = form.cleaned_data.get("number")
        if number in taken:
            form.add_error("number", gettext("Desk number %(number)s is given twice.") % {"number": number})
        taken.add(number)
    taken.discard(None)


VENUE = Page(
    "venue",
    _("Venue"),
    _("Save desks and zones"),
    20,
    extra=lambda event, lines: {"has_map": event.map_id},
)
DESKS = Part(
    "desks",
    Desk,
    "desks",
    VENUE,
    DeskForm,
    (
        Column(_("Desk number"), "number", 8, "number", css="num"),
        Column(_("Unit"), "unit.name", 24, heads=True),
        Column(_("Zone"), "zone.name"),
        Column(_("Receiving leader"), "leader"),
    ),
    title=_("Desks"),
    add=_("Add a desk"),
    empty=_("No desk is set up yet."),
    choices=desk_choices,
    check=one_desk_per_number,
    related=("unit", "zone"),
)
ZONES = Part(
    "zones",
    Zone,
    "zones",
    VENUE,
    ZoneForm,
    (
        Column(_("Zone"), "name", heads=True),
        Column(_("Places"), lambda zone: zone.capacity or None, 8, "number"),
        Column(_("Note"), "note", 24),
    ),
    title=_("Zones"),
    add=_("Add a zone"),
    empty=_("No zone is set up yet."),
)
