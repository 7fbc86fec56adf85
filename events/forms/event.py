"""Forms of the event, of one task, of one duty."""

from datetime import time, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Duty, Event, Task
from events.queries import planners, staff_for_duty
from plaza.core.forms import ActForm, KeyedForm, capitalised
from plaza.core.models import Unit, User


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


class TaskFields(forms.Form):
    """What a task says, when it is due, who has it."""

    title = forms.CharField(label=_("Task"), max_length=60)
    hint = forms.CharField(label=_("What it takes"), max_length=120, required=False)
    phase = forms.ChoiceField(label=_("Phase"), choices=lambda: capitalised(Task.Phase.choices))
    due_on = forms.DateField(label=_("Date"))
    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int, empty_value=None, required=False)
    owner_id = forms.TypedChoiceField(label=_("Person in charge"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(active=True).values_list("pk", "name")
        self.fields["unit_id"].choices = [("", _("nobody yet")), *units]
        people = [(user.pk, f"{user.name}　{user.unit}") for user in planners()]
        self.fields["owner_id"].choices = [("", _("nobody yet")), *people]


class NewTaskForm(TaskFields, KeyedForm):
    def __init__(self, data=None, *, event, **kwargs):
        super().__init__(data, initial={"due_on": event.date}, **kwargs)


class TaskForm(TaskFields, ActForm):
    def __init__(self, data=None, *, obj, user):
        fields = ("title", "hint", "phase", "due_on", "unit_id", "owner_id", "note")
        super().__init__(data, obj=obj, user=user, initial={name: getattr(obj, name) for name in fields})
        choices = self.fields["owner_id"].choices
        if obj.owner_id and obj.owner_id not in dict(choices):
            self.fields["owner_id"].choices = [*choices, (obj.owner_id, obj.owner.name)]

    def values(self) -> dict:
        return {"changes": super().values()}

    def standing_values(self, current) -> dict:
        return {name: getattr(current, name) for name in self.fields if name != "version"}


class DutyForm(KeyedForm):
    """Who is on duty, as what, at which desk, from when until when."""

    user_id = forms.TypedChoiceField(label=_("Person"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Duty"), choices=lambda: capitalised(Duty.Kind.choices), initial=Duty.Kind.RECORDER
    )
    desk_id = forms.TypedChoiceField(label=_("Desk"), coerce=int, empty_value=None, required=False)
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Until"), help_text=_("The rights end with this day by themselves."))

    def __init__(self, data=None, *, event, desks, **kwargs):
        self.desks = {desk.pk: desk for desk in desks}
        super().__init__(
            data, initial={"since": event.date, "until": event.date + timedelta(days=1)}, prefix="duty", **kwargs
        )
        self.fields["user_id"].choices = [
            ("", gettext("Choose a person")),
            *((user.pk, f"{user.name}　{user.unit}") for user in staff_for_duty()),
        ]
        self.fields["desk_id"].choices = [("", gettext("all desks")), *((d.pk, f"{d.number}　{d.unit}") for d in desks)]

    def values(self) -> dict:
        values = super().values()
        user = User.objects.select_related("unit").prefetch_related("role_rows").get(pk=values.pop("user_id"))
        desk = self.desks.get(values.pop("desk_id"))
        return {**values, "user": user, "desk": desk}
