"""The office's own row, its units and its categories."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plaza.core.access import access
from plaza.core.models import Category, Office, Unit
from plaza.office import actions, queries
from plaza.office.forms import CategoryForm, OfficeForm, RulesForm, UnitForm
from plaza.office.views import saved, status


@access("core.administer")
def settings(request):
    return _office_page(request, OfficeForm, "settings")


@access("core.administer")
def rules(request):
    return _office_page(request, RulesForm, "rules")


def _office_page(request, form_class, tab):
    office = get_object_or_404(Office, pk=1)
    form = form_class(request.POST or None, instance=office)

    def run():
        if changes := form.changes():
            actions.change_office(office, changes, by=request.user, at=timezone.now())

    if saved(request, form, run, _("Saved.")):
        return redirect(f"office:{tab}")
    return render(request, "office/settings.html", {"form": form, "tab": tab}, status=status(request))


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

    def run():
        at = timezone.now()
        if not form.instance.pk:
            action(**form.values(), by=request.user, at=at)
        elif changes := form.changes():
            action(form.instance, changes, by=request.user, at=at)

    if saved(request, form, run, _("Saved.")):
        return redirect(f"office:{tab}")
    context = {
        "form": form,
        "tab": tab,
        "title": title,
        "submit": submit or _("Save"),
        "back": reverse(f"office:{tab}"),
    }
    return render(request, "office/form.html", context, status=status(request))
