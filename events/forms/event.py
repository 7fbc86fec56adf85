"""The facts of the event."""

from datetime import time

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from plaza.core.forms import ActForm, KeyedForm, capitalised
from plaza.core.models import Unit


class PlanEventForm(KeyedForm):
    """The eight facts of a new event."""

    name = forms.CharField(
        label=_("Event name"), max_length=60, required=False, help_text=_("Left empty, it is made of square and date.")
    )
    date = forms.DateField(label=_("Date"))
    starts_at = forms.TimeField(label=_("Starts at"), initial=time(9))
    ends_at = forms.TimeField(label=_("Ends at"), initial=time(17))
    venue = forms.CharField(label=_("Square"), max_length=60)
    theme = forms.CharField(label=_("Theme"), max_length=60, required=False)
    lead_unit = forms.ModelChoiceField(Unit.objects.filter(active=True), label=_("Lead unit"), empty_label=None)
    expected_people = forms.IntegerField(label=_("People expected"), min_value=1, max_value=100_000, initial=200)

    layout = Layout(
        "venue",
        Div("date", "starts_at", "ends_at", css_class="grid-3"),
        "theme",
        "name",
        Div("lead_unit", "expected_people", css_class="grid-2"),
    )


class EditEventForm(ActForm):
    """All facts of an event that is still being planned."""

    name = forms.CharField(label=_("Event name"), max_length=60)
    theme = forms.CharField(label=_("Theme"), max_length=60, required=False)
    date = forms.DateField(label=_("Date"), help_text=_("The dates of all tasks move with it."))
    rain_date = forms.DateField(label=_("Rain date"), required=False)
    starts_at = forms.TimeField(label=_("Starts at"))
    ends_at = forms.TimeField(label=_("Ends at"))
    venue = forms.CharField(label=_("Square"), max_length=60)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    map_upload = forms.FileField(
        label=_("Map sketch"),
        required=False,
        help_text=_("A picture up to 10 MB: way in, zones, desks, ways out."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    reception_place = forms.BooleanField(
        label=_("The square is designated as reception place (Art. 20)"), required=False
    )
    lead_unit = forms.ModelChoiceField(Unit.objects.filter(active=True), label=_("Lead unit"), empty_label=None)
    expected_people = forms.IntegerField(label=_("People expected"), min_value=1, max_value=100_000)
    registers = forms.ChoiceField(
        label=_("Who registers"),
        choices=lambda: capitalised(Event.Registers.choices),
        help_text=_("Decides which notice clock runs: T1 for the petition office, T2 for the unit itself."),
    )
    queue = forms.BooleanField(
        label=_("Tickets and calling"), required=False, help_text=_("Without tickets people go straight to a desk.")
    )
    rehearsal = forms.BooleanField(label=_("This is a rehearsal"), required=False)
    background = forms.CharField(
        label=_("Background"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    goals = forms.CharField(label=_("Goals"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}))

    layout = Layout(
        "name",
        "theme",
        Div("date", "rain_date", "starts_at", "ends_at", css_class="grid-2 level"),
        "venue",
        "address",
        "map_upload",
        HTML('{% include "events/sketch.html" %}'),
        "reception_place",
        Div("lead_unit", "expected_people", css_class="grid-2"),
        "registers",
        "queue",
        "rehearsal",
        "background",
        "goals",
    )
    FACTS = (
        "name",
        "theme",
        "date",
        "rain_date",
        "starts_at",
        "ends_at",
        "venue",
        "address",
        "reception_place",
        "lead_unit",
        "expected_people",
        "registers",
        "queue",
        "rehearsal",
        "background",
        "goals",
    )

    def __init__(self, *args, obj, **kwargs):
        super().__init__(*args, obj=obj, initial={name: getattr(obj, name) for name in self.FACTS}, **kwargs)

    def values(self) -> dict:
        changes = super().values()
        return {"map_upload": changes.pop("map_upload"), "changes": changes}

    def clean_background(self):
        return self.cleaned_data["background"].replace("\r\n", "\n")

    def clean_goals(self):
        return self.cleaned_data["goals"].replace("\r\n", "\n")
