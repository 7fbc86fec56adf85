"""The office's own row, its units and its categories."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from plaza.core.access import access
from plaza.core.models import Category, Office, Unit
from plaza.core.views.take import take
from plaza.office import actions, queries
from plaza.office.forms import CategoryForm, OfficeForm, RulesForm, UnitForm


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


@access("core.administer")
def units(request):
    return render(request, "office/units.html", {"rows": queries.units_listed(request.user), "tab": "units"})


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
    row = get_object_or_404(queries.units_for(request.user), pk=pk)
    return _form_page(request, UnitForm(request.POST or None, instance=row), actions.change_unit, "units", str(row))


@access("core.administer")
def categories(request):
    rows = queries.categories_for(request.user).order_by("-active", "position", "id")
    return render(request, "office/categories.html", {"rows": rows, "tab": "categories"})


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
