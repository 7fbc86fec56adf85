"""The office's own row, its units and its categories."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plaza.core.access import access
from plaza.core.lists import FilteredListView
from plaza.core.models import Category, Office, Unit
from plaza.core.sheets import PAPER, Column, Sheet
from plaza.core.views.take import take
from plaza.office import actions, queries, succession
from plaza.office.forms import CategoryForm, OfficeForm, RulesForm, SucceedForm, UnitForm


@access("core.administer")
def settings(request):
    return _office_page(request, OfficeForm, "settings")


@access("core.administer")
def rules(request):
    return _office_page(request, RulesForm, "rules")


def _office_page(request, form_class, tab):
    office = get_object_or_404(Office, pk=1)
    return take(
        request,
        form_class(request.POST or None, instance=office),
        partial(actions.change_office, office),
        back=reverse(f"office:{tab}"),
        done=_("Saved."),
        template="office/settings.html",
        context={"tab": tab},
    )


UNITS = Sheet(
    gettext_lazy("Units"),
    (
        Column(
            gettext_lazy("Unit"), "name", 24, heads=True, css="wide-cell", cell="office/cells/unit.html", order="name"
        ),
        Column(gettext_lazy("Petition office"), lambda row: _("Yes") if row.petition_office else "", 10, on=PAPER),
        Column(gettext_lazy("Duties"), "duties", 40, on=PAPER),
        Column(gettext_lazy("Code"), "code", css="num", order="code"),
        Column(gettext_lazy("Phone"), "phone", 16, css="num nowrap"),
        Column(gettext_lazy("Accounts in use"), "people", 10, "number", labelled=True),
        Column(gettext_lazy("Categories"), "topics", 10, "number", labelled=True),
        Column(gettext_lazy("State"), "state", 24),
    ),
)


class UnitList(FilteredListView):
    template_name = "office/units.html"
    orderings = {"code": ("-active", "code", "pk"), "name": ("name", "pk")}
    sheet = UNITS

    def queryset(self):
        return queries.units_listed(self.request.user)

    def present(self, row):
        if row.active:
            row.state = _("in use")
        elif row.succeeded_by:
            row.state = _("succeeded by %(unit)s") % {"unit": row.succeeded_by.name}
        else:
            row.state = _("switched off")
        return row

    def extra(self):
        return {"tab": "units"}


units = access("core.administer")(UnitList.as_view())


@access("core.administer")
def add_unit(request):
    return _form_page(
        request,
        UnitForm(request.POST or None, instance=Unit()),
        actions.add_unit,
        "units",
        _("New unit"),
        _("Add the unit"),
    )


@access("core.administer")
def unit(request, pk):
    """One unit: its facts, and beside them what is still open there."""
    row = get_object_or_404(queries.units_for(request.user), pk=pk)
    title, was_active = row.name, row.active  # the form writes onto the row, also what is refused
    return take(
        request,
        UnitForm(request.POST or None, instance=row),
        partial(actions.change_unit, row),
        back=reverse("office:units"),
        done=_("Saved."),
        template="office/unit.html",
        context=lambda: (
            {"tab": "units", "title": title, "unit": row, "active": was_active}
            | queries.unit_page(row, active=was_active)
        ),
    )


@access("core.administer")
def succeed(request, pk):
    """Switch a unit off and pass on what it has: the page says what goes where before it is done."""
    row = get_object_or_404(queries.units_for(request.user), pk=pk)
    back = reverse("office:unit", args=[pk])
    if request.method == "GET" and not row.active:
        return redirect(back)
    return take(
        request,
        SucceedForm(request.POST or None, unit=row),
        partial(succession.succeed, row),
        back=back,
        done=_passed_on,
        template="office/succeed.html",
        context=lambda: {"tab": "units", "unit": row, "back": back, "still": queries.open_at(row)},
    )


def _passed_on(left) -> str:
    if not left:
        return _("The unit is switched off, and what it had is passed on.")
    return ngettext(
        "The unit is switched off. %(n)d matter needs a person: the petition office has been told.",
        "The unit is switched off. %(n)d matters need a person: the petition office has been told.",
        len(left),
    ) % {"n": len(left)}


CATEGORIES = Sheet(
    gettext_lazy("Categories"),
    (
        Column(
            gettext_lazy("Category"),
            "name",
            24,
            heads=True,
            link=lambda row: reverse("office:category", args=[row.pk]),
            order="name",
        ),
        Column(gettext_lazy("Responsible unit"), "unit.name", 24, css="wide-cell", none=gettext_lazy("no unit yet")),
        Column(gettext_lazy("Promise"), "promise", css="n"),
        Column(gettext_lazy("State"), "state"),
    ),
)


class CategoryList(FilteredListView):
    template_name = "office/categories.html"
    orderings = {"position": ("-active", "position", "pk"), "name": ("name", "pk")}
    sheet = CATEGORIES

    def queryset(self):
        return queries.categories_for(self.request.user)

    def present(self, row):
        days = row.promise_days
        row.promise = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
        row.state = _("in use") if row.active else _("switched off")
        return row

    def extra(self):
        return {"tab": "categories"}


categories = access("core.administer")(CategoryList.as_view())


@access("core.administer")
def add_category(request):
    form = CategoryForm(request.POST or None, instance=Category(position=Category.objects.count() + 1))
    return _form_page(request, form, actions.add_category, "categories", _("New category"), _("Add the category"))


@access("core.administer")
def category(request, pk):
    row = get_object_or_404(queries.categories_for(request.user), pk=pk)
    form = CategoryForm(request.POST or None, instance=row)
    return _form_page(request, form, actions.change_category, "categories", str(row))


def _form_page(request, form, action, tab, title, submit=None):
    """One row on a page of its own: `action` adds it, or changes the fields that differ."""
    return take(
        request,
        form,
        partial(action, form.instance) if form.instance.pk else action,
        back=reverse(f"office:{tab}"),
        done=_("Saved."),
        template="office/form.html",
        context={"tab": tab, "title": title, "submit": submit or _("Save"), "back": reverse(f"office:{tab}")},
    )
