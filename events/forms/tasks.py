"""One task of the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Task
from events.queries import planners
from plaza.core.forms import ActForm, KeyedForm, capitalised
from plaza.core.models import Unit
from plaza.core.people import labels


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
        people = labels(planners(), lambda user: f"{user.name}　{user.unit}")
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
        choices = self.fields["unit_id"].choices
        if obj.unit_id and obj.unit_id not in dict(choices):
            self.fields["unit_id"].choices = [*choices, (obj.unit_id, obj.unit.name)]

    def values(self) -> dict:
        return {"changes": super().values()}

    def standing_values(self, current) -> dict:
        return {name: getattr(current, name) for name in self.fields if name != "version"}
