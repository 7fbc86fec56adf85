"""The small tables: one form per table, one row per line; a removed row is ticked and comes back by undo."""

from decimal import Decimal

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.actions.rows import Row
from events.models import BudgetLine, ScheduleSlot, Zone
from plaza.core.forms import Values, capitalised, version_field

MOST = 200


class RowForm(forms.Form):
    """One line. `pk` and `version` say which row it was and how it was shown."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    remove = forms.BooleanField(label=_("Remove"), required=False)
    CONTROL = ("pk", "version", "remove")

    def __init__(self, *args, choices=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, pairs in (choices or {}).items():
            self.fields[name].choices = pairs
        number = self.prefix.rsplit("-", 1)[-1] if self.prefix else "0"
        for name, field in self.fields.items():
            if name not in self.CONTROL[:2]:
                field.widget.attrs["aria-label"] = gettext("%(field)s, row %(row)s") % {
                    "field": field.label,
                    "row": int(number) + 1 if number.isdecimal() else 1,
                }

    def full_clean(self):
        super().full_clean()
        # A row that goes is not held up by what stands in it.
        if self.is_bound and self.data.get(self.add_prefix("remove")):
            self._errors = ErrorDict()
            self.cleaned_data = {"pk": self._number("pk"), "version": self._number("version"), "remove": True}

    def row(self) -> Row | None:
        """What the action takes; None for an empty line."""
        data = self.cleaned_data
        if not data or (data.get("remove") and data.get("pk") is None):
            return None
        values = {name: value for name, value in data.items() if name not in self.CONTROL}
        return Row(values=values, pk=data.get("pk"), version=data.get("version"), remove=bool(data.get("remove")))

    @property
    def computed(self) -> list:
        """Cells that are worked out from the others, in the order of the set's `computed_columns`."""
        return []

    @property
    def cells(self):
        """The visible columns without the tick."""
        return [field for field in self.visible_fields() if field.name != "remove"]

    def _number(self, name):
        text = self.data.get(self.add_prefix(name)) or ""
        return int(text) if text.isdecimal() and len(text) < 12 else None


class RowSet(BaseFormSet):
    """All lines of one table. What was sent is compared with the database by the action, not by position."""

    computed_columns: tuple = ()

    def __init__(self, data=None, *, rows=(), typed=None, choices=None, **kwargs):
        self.rows, self.choices = list(rows), choices or {}
        names = [name for name in self.form.base_fields if name != "remove"]
        initial = typed or [{name: getattr(row, name) for name in names} for row in self.rows]
        super().__init__(data, initial=None if data is not None else initial, **kwargs)

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def get_form_kwargs(self, index):
        return {"choices": self.choices}

    def sent(self) -> list[Row]:
        return [row for form in self.forms if (row := form.row())]

    @property
    def columns(self):
        return self.empty_form.cells

    def with_another_row(self):
        """The same table as typed, not yet checked, with one more empty line."""
        typed = [{name: form[name].value() for name in form.fields} for form in self.forms]
        more = self._again(None, typed=[*typed, {}][:MOST])
        more.forms[-1].cells[0].field.widget.attrs["autofocus"] = True
        return more

    def outdated(self, pk: int, version: int, says: str):
        """Somebody else changed row `pk`: say so at the row; saving again overwrites."""
        data = self.data.copy()
        for form in self.forms:
            if form.cleaned_data.get("pk") == pk:
                data[form.add_prefix("version")] = str(version)
        again = self._again(data)
        again.is_valid()
        for form in again.forms:
            if form.cleaned_data.get("pk") == pk:
                form.add_error(
                    None,
                    gettext(
                        "Somebody else changed this row meanwhile. It now says: %(text)s. Save "
                        "again to put yours in its place."
                    )
                    % {"text": says},
                )
        return again

    def _again(self, data, **kwargs):
        return type(self)(data, rows=self.rows, choices=self.choices, prefix=self.prefix, **kwargs)


def _table(form, base=RowSet):
    return formset_factory(form, formset=base, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True)


class SlotForm(RowForm):
    starts_at = forms.TimeField(label=_("Starts at"))
    ends_at = forms.TimeField(label=_("Ends at"))
    title = forms.CharField(label=_("Part"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=lambda: capitalised(ScheduleSlot.Kind.choices), initial=ScheduleSlot.Kind.OTHER
    )
    person = forms.CharField(label=_("In charge"), max_length=40, required=False)
    field_order = ("pk", "version", "starts_at", "ends_at", "title", "kind", "person", "remove")

    def clean(self):
        start, end = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", gettext("The end is not after the start."))


class ZoneForm(RowForm):
    name = forms.CharField(label=_("Zone"), max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: capitalised(Zone.Kind.choices), initial=Zone.Kind.OTHER)
    capacity = forms.IntegerField(label=_("Places"), min_value=0, max_value=100_000, initial=0)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)
    field_order = ("pk", "version", "name", "kind", "capacity", "note", "remove")


class DeskForm(RowForm):
    number = forms.IntegerField(label=_("Desk number"), min_value=1, max_value=999)
    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    zone_id = forms.TypedChoiceField(label=_("Zone"), coerce=int, empty_value=None, required=False)
    leader = forms.CharField(label=_("Receiving leader"), max_length=40, required=False)
    enquiry = forms.BooleanField(label=_("Enquiries only"), required=False)
    field_order = ("pk", "version", "number", "unit_id", "zone_id", "leader", "enquiry", "remove")


class DeskSet(RowSet):
    def clean(self):
        taken: dict[int, int] = {}
        for form in self.forms:
            number = form.cleaned_data.get("number")
            if number and number in taken:
                form.add_error("number", gettext("Desk number %(number)s is given twice.") % {"number": number})
            taken[number] = 1


class PostForm(RowForm):
    role = forms.CharField(label=_("Position"), max_length=40)
    need = forms.IntegerField(label=_("Needed"), min_value=0, max_value=9999, initial=1)
    names = forms.CharField(label=_("Names"), max_length=400, required=False)
    duty = forms.CharField(label=_("Duty"), max_length=200, required=False)
    field_order = ("pk", "version", "role", "need", "names", "duty", "remove")


class BudgetForm(RowForm):
    heading = forms.ChoiceField(
        label=_("Heading"), choices=lambda: capitalised(BudgetLine.Heading.choices), initial=BudgetLine.Heading.OTHER
    )
    title = forms.CharField(label=_("Used for"), max_length=60)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=1_000_000, initial=1)
    price = forms.DecimalField(label=_("Price in yuan"), min_value=0, max_digits=11, decimal_places=2, initial=0)
    actual = forms.DecimalField(label=_("Spent in yuan"), min_value=0, max_digits=12, decimal_places=2, required=False)
    field_order = ("pk", "version", "heading", "title", "quantity", "price", "actual", "remove")

    @property
    def computed(self) -> list:
        known = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        quantity, price = known.get("quantity"), known.get("price")
        try:
            return [f"{int(quantity) * Decimal(price):,.2f}"]
        except (TypeError, ValueError, ArithmeticError):
            return ["–"]


class BudgetSet(RowSet):
    computed_columns = (_("Estimate"),)


SlotRows, ZoneRows, PostRows = (_table(form) for form in (SlotForm, ZoneForm, PostForm))
DeskRows, BudgetRows = _table(DeskForm, DeskSet), _table(BudgetForm, BudgetSet)


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
