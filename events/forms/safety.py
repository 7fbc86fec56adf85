"""The safety texts of one event: a text each, on one page."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plaza.core.forms import Values, version_field


class SafetyForm(Values, forms.Form):
    """The nine contents and the scenario cards of one event, one text each."""

    def __init__(self, data=None, *, texts, **kwargs):
        super().__init__(data, **kwargs)
        self.texts = list(texts)
        for row in self.texts:
            self.fields[f"text_{row.pk}"] = forms.CharField(
                label=row.title,
                required=False,
                max_length=1000,
                initial=row.text,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"lead_{row.pk}"] = forms.CharField(
                label=_("Who leads"),
                required=False,
                max_length=40,
                initial=row.lead,
                widget=forms.TextInput(attrs={"aria-label": f"{row.title}: {gettext('Who leads')}"}),
            )
            self.fields[f"version_{row.pk}"] = version_field(initial=row.version)

    def rows(self):
        """(text, its fields) for the page."""
        return [(row, self[f"text_{row.pk}"], self[f"lead_{row.pk}"], self[f"version_{row.pk}"]) for row in self.texts]

    def values(self) -> dict[str, dict[int, dict]]:
        data = self.cleaned_data
        texts = {
            row.pk: {
                "text": data[f"text_{row.pk}"].replace("\r\n", "\n"),
                "lead": data[f"lead_{row.pk}"],
                "version": data[f"version_{row.pk}"],
            }
            for row in self.texts
        }
        return {"texts": texts}

    def stand(self, current) -> None:
        self.data = self.data.copy()
        self.data[f"version_{current.pk}"] = str(current.version)
        now = {f"text_{current.pk}": current.text, f"lead_{current.pk}": current.lead}
        self.standing = {
            name: self._words(name, value) for name, value in now.items() if value != self.cleaned_data[name]
        }
