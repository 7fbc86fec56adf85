"""Users: who they are, what they may do, their initial passwords."""

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from plaza.core.access import access
from plaza.core.errors import NotPossible
from plaza.core.lists import FilteredListView
from plaza.core.models import Unit, User
from plaza.core.models.people import Role
from plaza.core.sheets import Column, Sheet
from plaza.office import actions, queries
from plaza.office.forms import UserForm
from plaza.office.views import saved, status
from plaza.office.views.tables import slips

AT_ONCE = 50  # slips made anew in one go; each costs a slow hash


class UserFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(
        label=gettext_lazy("Name or account"),
        method="named",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Name or account")}),
    )
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit"), queryset=Unit.objects.all(), empty_label=gettext_lazy("All units")
    )
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"),
        field_name="role_rows__role",
        choices=Role.choices,
        empty_label=gettext_lazy("All roles"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        empty_label=gettext_lazy("All states"),
        choices=[
            ("on", gettext_lazy("In use")),
            ("off", gettext_lazy("Switched off")),
            ("new", gettext_lazy("Never signed in")),
        ],
    )

    class Meta:
        model = User
        fields = []

    def named(self, rows, _name, text):
        return rows.filter(Q(name__icontains=text) | Q(username__icontains=text))

    def in_state(self, rows, _name, value):
        if value == "new":
            return rows.filter(is_active=True, last_login=None)
        return rows.filter(is_active=value == "on")


SHEET = Sheet(
    gettext_lazy("Users"),
    (
        Column(pgettext_lazy("person", "Name"), "name"),
        Column(gettext_lazy("Account"), "username"),
        Column(gettext_lazy("Unit"), "unit.name", 24),
        Column(gettext_lazy("Roles"), "role_words", 24),
        Column(gettext_lazy("Post"), "shown_post"),
        Column(gettext_lazy("Last sign-in"), "last_login", 18, "moment"),
    ),
)


class UserList(FilteredListView):
    template_name = "office/users.html"
    filterset_class = UserFilter
    orderings = {"unit": ("unit__code", "username", "pk"), "name": ("name", "pk")}
    sheet = SHEET

    def queryset(self):
        return queries.users_for(self.request.user)

    def present(self, row):
        words = dict(Role.choices)
        row.role_words = _(", ").join(str(words[role]) for role in Role.values if role in row.roles)
        row.shown_post = row.post.lstrip("*")
        return row

    def extra(self):
        return {"tab": "users"}


users = access("core.administer")(UserList.as_view())


@access("core.administer")
def add_user(request):
    form, made = UserForm(request.POST or None, instance=User()), []

    def run():
        made.append(actions.add_user(**form.values(), by=request.user, at=timezone.now()))

    if saved(request, form, run, ""):
        return slips(request, made, back=reverse("office:users"))
    context = {
        "form": form,
        "tab": "users",
        "title": _("New user"),
        "submit": _("Add and show the account slip"),
        "back": reverse("office:users"),
        "hint": _("The initial password is shown once, on a slip to print."),
    }
    return render(request, "office/form.html", context, status=status(request))


@access("core.administer")
def user(request, pk):
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    form = UserForm(request.POST or None, instance=person)

    def run():
        actions.change_user(
            person, form.changes(), roles=form.cleaned_data["roles"], by=request.user, at=timezone.now()
        )

    if saved(request, form, run, _("Saved.")):
        return redirect("office:users")
    context = {"form": form, "person": person, "tab": "users", "own": person.pk == request.user.pk}
    return render(request, "office/user.html", context, status=status(request))


@access("core.administer")
@require_POST
def new_password(request, pk):
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    password = actions.new_password(person, by=request.user, at=timezone.now())
    return slips(request, [(person, password)], back=reverse("office:user", args=[pk]))


@access("core.administer")
@require_POST
def new_passwords(request):
    """New initial passwords for the chosen people, on slips."""
    chosen = [value for value in request.POST.getlist("chosen") if value.isdecimal() and len(value) < 12][:AT_ONCE]
    people = queries.users_for(request.user).filter(pk__in=chosen, is_active=True).exclude(pk=request.user.pk)
    made = [(person, actions.new_password(person, by=request.user, at=timezone.now())) for person in people]
    if not made:
        messages.warning(request, _("Choose people whose account is in use, other than yourself."))
        return redirect("office:users")
    return slips(request, made, back=reverse("office:users"))


@access("core.administer")
@require_POST
def switch(request, pk):
    """Switch an account off, or on again."""
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    try:
        if request.POST.get("to") == "on":
            actions.switch_on(person, by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
        else:
            actions.switch_off(person, by=request.user, at=timezone.now())
            messages.success(request, _("The account of %(name)s is switched off.") % {"name": person.name})
    except NotPossible as refusal:
        messages.error(request, refusal.message)
    return redirect("office:user", pk)
