"""The set-up of an office by the one-time link: six steps, one after the other, and the doors open."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plaza.core import keyring, offices
from plaza.core.access import access
from plaza.core.models import Category, Office, Unit, User
from plaza.core.views.take import take
from plaza.office import actions, link
from plaza.office.forms import AdministratorForm, CategoryUnitsForm, FinishForm, OfficeForm
from plaza.office.views import tables

STEPS = {
    "office": gettext_lazy("The office"),
    "administrator": gettext_lazy("Administrator"),
    "units": gettext_lazy("Units"),
    "users": gettext_lazy("Users"),
    "categories": gettext_lazy("Categories"),
    "keys": gettext_lazy("Keys"),
}


@access.public
def setup(request, token):
    """Where the printed link leads: the first step that is not done yet."""
    _link(token)
    return redirect("office:setup_step", token, _first_open())


@access.public
def step(request, token, name):
    row = _link(token)
    if name not in STEPS:
        raise Http404
    needed = _first_open()
    if needed in ("office", "administrator") and list(STEPS).index(name) > list(STEPS).index(needed):
        return redirect("office:setup_step", token, needed)
    return PAGES[name](request, token, row)


@access.public
def blank(request, token, kind):
    _link(token)
    return tables.blank_table(kind)


def _office(request, token, row):
    office = Office.objects.filter(pk=1).first()
    form = OfficeForm(request.POST or None, instance=office or Office(pk=1, queue_by_default=False))
    del form.fields["version"]  # nobody else is there yet

    def set_up(*, by, at, **_changes):
        actions.set_up_office(form.facts(), by=_me(), at=at)

    return _take(request, token, "office", form, set_up)


def _administrator(request, token, row):
    me = _me()
    if me is not None:
        return render(request, "office/setup_administrator.html", {**_frame(token, "administrator"), "me": me})

    def add(*, by, at, **values):
        actions.first_administrator(**values, at=at)

    return _take(request, token, "administrator", AdministratorForm(request.POST or None), add)


def _table(kind):
    def page(request, token, row):
        known = Unit.objects.all() if kind == "units" else User.objects.select_related("unit")
        extra = {**_frame(token, kind), "known": known}
        return tables.import_table(
            request,
            kind,
            by=_me(),
            template="office/setup_table.html",
            back=reverse("office:setup_step", args=[token, kind]),
            blank=reverse("office:setup_blank", args=[token, kind]),
            extra=extra,
        )

    return page


def _categories(request, token, row):
    actions.seed_categories(by=_me(), at=timezone.now())
    form = CategoryUnitsForm(request.POST or None, categories=Category.objects.select_related("unit"))

    def assign(*, by, at, **values):
        actions.assign_categories(**values, by=_me(), at=at)

    return _take(request, token, "categories", form, assign)


def _keys(request, token, row):
    """The sheet can be printed again until the set-up is finished, each look on record; afterwards never."""
    office, me = Office.objects.get(pk=1), _me()
    if request.method == "POST" and request.POST.get("do") == "sheet":
        actions.look_at_keys(office, by=me, at=timezone.now())
        keys = [part.split(":", 1) for part in settings.FIELD_KEYS.split(",") if part]
        context = {
            "keys": keys,
            "secret": settings.SECRET_KEY,
            "back": request.path,
            "at": timezone.now(),
            "me": me,
            "first": keyring.key_ids()[0],
            "enter": "python -m plaza.keys enter",
        }
        return render(request, "office/key_sheet.html", context)

    def finish(*, by, at, **_values):
        actions.finish(row, by=me, at=at)
        login(request, me, backend="plaza.roles.RoleBackend")

    form = FinishForm(request.POST or None)
    done = _("The office is set up.")
    return _take(request, token, "keys", form, finish, back=reverse("core:home"), done=done)


PAGES = {
    "office": _office,
    "administrator": _administrator,
    "units": _table("units"),
    "users": _table("users"),
    "categories": _categories,
    "keys": _keys,
}


def _link(token):
    row = link.find(token, at=timezone.now())
    if row is None:
        raise Http404
    return row


def _first_open() -> str:
    if not offices.current().name:
        return "office"
    return "units" if _me() else "administrator"


def _me() -> User | None:
    """Whoever sets the office up: the first administrator, once there is one."""
    return actions.administrators().order_by("pk").first()


def _take(request, token, name, form, action, *, back="", done=""):
    """The form of one step; then the next one."""
    frame = _frame(token, name)
    template = f"office/setup_{name}.html"
    return take(request, form, action, back=back or frame["onward"], done=done, template=template, context=frame)


def _frame(token, name) -> dict:
    names = list(STEPS)
    place = names.index(name)
    steps = [
        {
            "label": STEPS[key],
            "done": names.index(key) < place,
            "current": key == name,
            "url": reverse("office:setup_step", args=[token, key]),
        }
        for key in names
    ]
    later = names[place + 1] if place + 1 < len(names) else ""
    return {
        "steps": steps,
        "number": place + 1,
        "count": len(names),
        "onward": reverse("office:setup_step", args=[token, later]) if later else "",
    }
