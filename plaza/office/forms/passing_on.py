"""Forms of handing on: a unit is switched off, a person moves or leaves."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plaza.core.forms import Values, version_field
from plaza.core.models import Unit, User
from plaza.core.people import PersonField


class SucceedForm(Values, forms.Form):
    """Who takes the place of a unit that is switched off: that it is nobody is chosen, too."""

    NOBODY = "none"
    version = version_field()
    successor = forms.ChoiceField(
        label=_("Succeeded by"), help_text=_("After a reform: the unit that answers from now on.")
    )

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, initial={"version": unit.version}, **kwargs)
        self.units = {str(row.pk): row for row in Unit.objects.filter(active=True).exclude(pk=unit.pk)}
        names = [(key, row.name) for key, row in self.units.items()]
        self.fields["successor"].choices = [
            ("", _("Choose")),
            *names,
            (self.NOBODY, _("nobody: the petition office assigns")),
        ]

    def clean_version(self):
        self.unit.version = self.cleaned_data["version"]
        return self.unit.version

    def clean_successor(self):
        return self.units.get(self.cleaned_data["successor"])

    def standing_values(self, current):
        return {}


class HandOverForm(Values, forms.Form):
    """To whom a person's work goes, and which of it."""

    version = version_field()
    to = PersonField(User.objects.none(), label=_("Hand over to"), empty_label=_("Choose a person"))
    parts = forms.MultipleChoiceField(
        label=_("What is handed over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is handed over.")},
    )

    def __init__(self, *args, person, work, heirs, **kwargs):
        self.person = person
        super().__init__(*args, initial={"version": person.version, "parts": [row.name for row in work]}, **kwargs)
        self.fields["to"].queryset = heirs
        self.fields["to"].label_from_instance = lambda one: f"{one.name}　{one.unit}"
        self.fields["parts"].choices = [(row.name, capfirst(row.words)) for row in work]

    def clean_version(self):
        self.person.version = self.cleaned_data["version"]
        return self.person.version

    def standing_values(self, current):
        return {}
