"""The set-up of an office: six steps, one after the other, and the doors open.

The one-time link leads to the first two. Then there is an administrator: whoever goes on is signed in as one, and the
link, in whatever log or chat it stands, opens nothing. The addresses stay, with any token."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plaza.core import audit, keyring, offices
from plaza.core.access import access
from plaza.core.models import Category, Office, Unit, User
from plaza.core.views.take import take
from plaza.office import actions, link
from plaza.office.forms import AdministratorForm, CategoryUnitsForm, FinishForm, OfficeForm
from plaza.office.views import tables

GO_ON = "go-on"  # stands for a token in the addresses of an administrator
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
    return _closed(request, token) or redirect("office:setup_step", token, _first_open())


@access.public
def step(request, token, name):
    if closed := _closed(request, token):
        return closed
    if name not in STEPS:
        raise Http404
    needed = _first_open()
    if needed in ("office", "administrator") and list(STEPS).index(name) > list(STEPS).index(needed):
        return redirect("office:setup_step", token, needed)
    return PAGES[name](request, token)


@access.public
def blank(request, token, kind):
    return _closed(request, token) or tables.blank_table(kind)


def _office(request, token):
    office = Office.objects.filter(pk=1).first()
    form = OfficeForm(request.POST or None, instance=office or Office(pk=1, queue_by_default=False))
    del form.fields["version"]  # nobody else is there yet

    def set_up(*, by, at, **_changes):
        actions.set_up_office(form.facts(), by=_me(request), at=at)

    return _take(request, token, "office", form, set_up)


def _administrator(request, token):
    if me := _me(request):
        return render(request, "office/setup_administrator.html", {**_frame(token, "administrator"), "me": me})

    def add(*, by, at, **values):
        person = actions.first_administrator(**values, at=at)
        login(request, person, backend="plaza.roles.RoleBackend")
        audit.record(person, "sign_in", by=person, at=at)

    return _take(request, token, "administrator", AdministratorForm(request.POST or None), add)


def _table(kind):
    def page(request, token):
        known = Unit.objects.all() if kind == "units" else User.objects.select_related("unit")
        extra = {**_frame(token, kind), "known": known}
        return tables.import_table(
            request,
            kind,
            by=_me(request),
            template="office/setup_table.html",
            back=reverse("office:setup_step", args=[token, kind]),
            blank=reverse("office:setup_blank", args=[token, kind]),
            extra=extra,
        )

    return page


def _categories(request, token):
    actions.seed_categories(by=_me(request), at=timezone.now())
    form = CategoryUnitsForm(request.POST or None, categories=Category.objects.select_related("unit"))

    def assign(*, by, at, **values):
        actions.assign_categories(**values, by=_me(request), at=at)

    return _take(request, token, "categories", form, assign)


def _keys(request, token):
    """The sheet can be printed again until the set-up is finished, each look on record; afterwards never."""
    office, me = Office.objects.get(pk=1), _me(request)
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
        actions.finish(by=me, at=at)

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


def _closed(request, token):
    """None when the set-up is open for whoever asks; else the way to the sign-in. Not found once it is finished."""
    offices.forget()
    if offices.current().ready:
        raise Http404
    if request.user.is_authenticated and request.user.has_perm("core.administer"):
        return None
    if User.objects.exists():
        return redirect_to_login(reverse("office:setup", args=[GO_ON]))
    if not link.opens(token, at=timezone.now()):
        raise Http404
    return None


def _first_open() -> str:
    if not offices.current().name:
        return "office"
    return "units" if User.objects.exists() else "administrator"


def _me(request) -> User | None:
    """Whoever sets the office up: an administrator, once there is one."""
    return request.user if request.user.is_authenticated else None


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
