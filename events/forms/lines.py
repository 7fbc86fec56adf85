"""The tables of the plan: a form per line, a set per table; a removed line is ticked and comes back by undo.

The markup of the table is by hand (components/lines.html), deliberately: a table of fields has no labels, its
errors stand in the cells, and on a phone each line is a card; a layout of crispy would only get in the way."""

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from events.parts import Line, Part
from plaza.core.forms import LARGEST, capitalised, key_field
from plaza.core.sheets import Column, Sheet

MOST = 200


class LineForm(forms.ModelForm):
    """One line. `pk` and `version` say which one it was and how it was shown. Labels, lengths and limits are the
    model's. A field `unit_id` chooses a foreign key `unit`, from the options that the part gives."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=LARGEST)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    remove = forms.BooleanField(required=False)
    CONTROL = ("pk", "version", "remove")
    order: tuple[str, ...] = ()

    def __init__(self, *args, choices=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["pk", "version", *self.order, "remove"])
        self.fields["remove"].label = gettext("Remove")
        number = self.prefix.rsplit("-", 1)[-1] if self.prefix else "0"
        for name, field in self.fields.items():
            if name.endswith("_id"):
                field.choices = (choices or {}).get(name, ())
                field.label = capfirst(self._meta.model._meta.get_field(name.removesuffix("_id")).verbose_name)
            elif isinstance(field, forms.TypedChoiceField):
                field.choices = capitalised(field.choices)
            if name not in self.CONTROL[:2]:
                field.widget.attrs["aria-label"] = gettext("%(field)s, row %(row)s") % {
                    "field": field.label,
                    "row": int(number) + 1 if number.isdecimal() else 1,
                }

    def full_clean(self):
        super().full_clean()
        # A line that goes is not held up by what stands in it.
        if self.is_bound and self.data.get(self.add_prefix("remove")):
            self._errors = ErrorDict()
            self.cleaned_data = {"pk": self._number("pk"), "version": self._number("version"), "remove": True}

    def clean(self):
        # Whether a line may stand beside the others is the action's business: no look at the database here.
        if self.cleaned_data.get("pk") and self.cleaned_data.get("version") is None:
            self.add_error(None, gettext("Load the page again: it does not say which state of this row it showed."))
        return self.cleaned_data

    def line(self) -> Line | None:
        """What the action takes; None for an empty line."""
        data = self.cleaned_data
        if not data or (data.get("remove") and data.get("pk") is None):
            return None
        values = {name: value for name, value in data.items() if name not in self.CONTROL}
        return Line(values=values, pk=data.get("pk"), version=data.get("version"), remove=bool(data.get("remove")))

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
        return int(text) if text.isdecimal() and len(text) < 10 else None


class LineSet(BaseFormSet):
    """All lines of one table. What was sent is compared with the database by the action, not by position.

    `key` makes new lines once: the same form again adds nothing."""

    part: Part

    def __init__(self, data=None, *, lines=(), typed=None, choices=None, **kwargs):
        self.lines, self.choices, self.notes = list(lines), choices or {}, []
        names = [name for name in self.form.base_fields if name != "remove"]
        initial = typed or [{name: getattr(line, name) for name in names} for line in self.lines]
        super().__init__(data, initial=None if data is not None else initial, prefix=self.part.name, **kwargs)

    def add_fields(self, form, index):
        """The tick is a field of the line itself."""

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def get_form_kwargs(self, index):
        return {"choices": self.choices}

    def clean(self):
        self.part.check(self.forms)

    def sent(self) -> list[Line]:
        return [line for form in self.forms if (line := form.line())]

    @property
    def columns(self):
        return self.empty_form.cells

    @property
    def computed_columns(self) -> tuple:
        return getattr(self.form, "computed_columns", ())

    def typed(self) -> list[dict]:
        """The table as typed, not yet checked."""
        return [{name: form[name].value() for name in form.fields} for form in self.forms]

    def with_another_line(self):
        """The same table as typed, with one more empty line."""
        more = self._again(None, typed=[*self.typed(), {}][:MOST])
        if len(self.forms) >= MOST:
            more.notes = [gettext("A table holds no more than %(most)d rows: none was added.") % {"most": MOST}]
        more.forms[-1].cells[0].field.widget.attrs["autofocus"] = True
        return more

    def with_lines_of(self, table):
        """The same table as typed, with the lines of a table that was read: to be looked at before it is saved."""
        brought = [self._read(row) for row in table.good]
        typed = [*self.typed(), *brought]
        more = self._again(None, typed=typed[:MOST])
        more.notes = [*self.notes, *(f"{row.number}: {row.error}" for row in table.faulty)]
        if over := len(typed[MOST:]):
            said = ngettext(
                "%(count)d row was not read: a table holds no more than %(most)d rows.",
                "%(count)d rows were not read: a table holds no more than %(most)d rows.",
                over,
            )
            more.notes.append(said % {"count": over, "most": MOST})
        return more

    def outdated(self, pk: int, version: int, says: str):
        """Somebody else changed line `pk`: say so at the line; saving again overwrites."""
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

    def headings(self) -> dict[str, tuple[str, ...]]:
        """For reading a table: what each column may be called."""
        return {field.name: (str(field.label),) for field in self.columns}

    def _read(self, row) -> dict:
        """The values of a line that was read, choices by their words; what is no choice is noted."""
        values = dict(row.values)
        for name, field in self.empty_form.fields.items():
            text = values.get(name, "")
            if isinstance(field, forms.BooleanField):
                values[name] = text.strip().casefold() not in ("", "0", "no", "否", "–")
            elif hasattr(field, "choices") and text:
                known = {_plain(words): value for value, words in field.choices}
                values[name] = known.get(_plain(text), "")
                if values[name] == "":
                    self.notes.append(
                        gettext("Row %(row)d: “%(text)s” is not among the choices of “%(column)s”.")
                        % {"row": row.number, "text": text, "column": field.label}
                    )
        return values

    def _again(self, data, **kwargs):
        return type(self)(data, lines=self.lines, choices=self.choices, **kwargs)


class KeyForm(forms.Form):
    """The key of a page of tables: new lines are made once."""

    key = key_field()


def line_set(part: Part, data, *, event, lines) -> LineSet:
    """The table of `part` for one event, bound to `data` when something was sent."""
    made = formset_factory(part.form, formset=LineSet, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True)
    made.part = part
    return made(data, lines=lines, choices=part.choices(event))


def excel_sheet(part: Part, event) -> Sheet:
    """The table as Excel gives and takes it: a column per field of the form, choices by their words."""
    fields = line_set(part, None, event=event, lines=[]).empty_form.cells
    return Sheet(part.title, tuple(_column(field) for field in fields))


def _column(field) -> Column:
    inner, name = field.field, field.name
    kind = "number" if isinstance(inner, forms.IntegerField | forms.DecimalField) else "text"
    words = dict(getattr(inner, "choices", ()))

    def value(line):
        found = getattr(line, name)
        if words:
            return words.get(found, "") if found not in (None, "") else ""
        if isinstance(inner, forms.TimeField):
            return f"{found:%H:%M}" if found else ""
        if isinstance(inner, forms.BooleanField):
            return gettext("yes") if found else ""
        return found

    return Column(field.label, value, 20, kind)


def _plain(words) -> str:
    return "".join(str(words).split()).casefold()
