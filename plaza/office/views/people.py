"""Users: who they are, what they may do, their initial passwords."""

from functools import partial

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from plaza.core.access import access
from plaza.core.lists import FilteredListView
from plaza.core.models import Unit, User
from plaza.core.models.people import Role
from plaza.core.sheets import SCREEN, Column, Sheet
from plaza.core.views.take import press, take
from plaza.office import actions, queries, succession
from plaza.office.forms import HandOverForm, UserForm
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
        Column(
            gettext_lazy("Choose all"),
            on=(SCREEN,),
            head="components/choose_all.html",
            cell="office/cells/choose_user.html",
        ),
        Column(
            pgettext_lazy("person", "Name"),
            "name",
            heads=True,
            link=lambda row: reverse("office:user", args=[row.pk]),
            order="name",
        ),
        Column(gettext_lazy("Post"), "shown_post", sub=True),
        Column(gettext_lazy("Account"), "username", css="num"),
        Column(gettext_lazy("Unit"), "unit.name", 24, order="unit"),
        Column(gettext_lazy("Roles"), "role_words", 24),
        Column(
            gettext_lazy("Last sign-in"),
            "last_login",
            18,
            "moment",
            css="num nowrap",
            none=gettext_lazy("never"),
            labelled=True,
        ),
        Column(gettext_lazy("State"), "state"),
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
        row.state = _("initial password") if row.must_change_password else _("in use")
        if not row.is_active:
            row.state = _("switched off")
        return row

    def extra(self):
        return {"tab": "users"}


users = access("core.administer")(UserList.as_view())


@access("core.administer")
def add_user(request):
    back = reverse("office:users")
    return take(
        request,
        UserForm(request.POST or None, instance=User()),
        actions.add_user,
        back=lambda made: slips(request, [made], back=back),
        template="office/form.html",
        context={
            "tab": "users",
            "title": _("New user"),
            "submit": _("Add and show the account slip"),
            "back": back,
            "hint": _("The initial password is shown once, on a slip to print."),
        },
    )


@access("core.administer")
def user(request, pk):
    """One person; who moved and left matters behind is to hand them over next."""
    person = get_object_or_404(queries.users_for(request.user), pk=pk)

    def back(_changed):
        left = queries.left_behind(person).exists()
        return reverse("office:hand_over", args=[pk]) if left else reverse("office:users")

    def done(_changed):
        left = queries.left_behind(person).exists()
        return _("Saved. What was left behind in the former unit is to be handed over.") if left else _("Saved.")

    return take(
        request,
        UserForm(request.POST or None, instance=person),
        partial(actions.change_user, person),
        back=back,
        done=done,
        template="office/user.html",
        context=lambda: {
            "person": person,
            "tab": "users",
            "own": person.pk == request.user.pk,
            "work": queries.work_of(person),
        },
    )


@access("core.administer")
def hand_over(request, pk):
    """A person moves or leaves: what is in hand goes to somebody else, in one act."""
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    back, work = reverse("office:user", args=[pk]), queries.work_of(person)
    if not work and request.method == "GET":
        return redirect(back)
    form = HandOverForm(request.POST or None, person=person, work=work, heirs=queries.heirs_of(person))
    return take(
        request,
        form,
        partial(succession.hand_over, person),
        back=back,
        done=lambda count: ngettext("%(n)d handed over.", "%(n)d handed over.", count) % {"n": count},
        template="office/hand_over.html",
        context={"person": person, "tab": "users", "back": back, **queries.in_hand_page(person)},
    )


@access("core.administer")
@require_POST
def new_password(request, pk):
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    back = reverse("office:user", args=[pk])

    def shown(made):
        return slips(request, [(person, made)], back=back) if isinstance(made, str) else redirect(back)

    return press(request, person, actions.new_password, back=shown)


@access("core.administer")
@require_POST
def new_passwords(request):
    """New initial passwords for the chosen people, on slips."""
    chosen = [value for value in request.POST.getlist("chosen") if value.isdecimal() and len(value) < 12][:AT_ONCE]
    people = queries.users_for(request.user).filter(pk__in=chosen, is_active=True).exclude(pk=request.user.pk)
    made = actions.new_passwords(people, by=request.user, at=timezone.now())
    if not made:
        messages.warning(request, _("Choose people whose account is in use, other than yourself."))
        return redirect("office:users")
    return slips(request, made, back=reverse("office:users"))


@access("core.administer")
@require_POST
def switch(request, pk):
    """Switch an account off, or on again."""
    person = get_object_or_404(queries.users_for(request.user), pk=pk)
    on = request.POST.get("to") == "on"
    said = _("%(name)s can sign in again.") if on else _("The account of %(name)s is switched off.")
    if not on and queries.work_of(person):
        said = _("The account of %(name)s is switched off. What was in hand is to be handed over.")
    action = actions.switch_on if on else actions.switch_off
    return press(request, person, action, back=reverse("office:user", args=[pk]), done=said % {"name": person.name})
