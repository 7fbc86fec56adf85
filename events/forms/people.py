"""Roles and names of the day; who has a duty with an account."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events import queries
from events.forms.lines import LineForm
from events.models import Duty, Post
from events.parts import Page, Part
from plaza.core.forms import KeyedForm, capitalised
from plaza.core.models import User
from plaza.core.people import labels
from plaza.core.sheets import Column


class PostForm(LineForm):
    order = ("role", "need", "names", "duty")

    class Meta:
        model = Post
        fields = ["role", "need", "names", "duty"]


def people_page(event, lines) -> dict:
    """Beside the roles: who is on duty, and the form to name one more."""
    desks = list(queries.desks_of(event))
    return {
        "duties": queries.duties_of(event),
        "duty_form": DutyForm(event=event, desks=desks),
        "empty_posts": sum(not post.names for post in lines["posts"]),
    }


PEOPLE = Page("people", pgettext_lazy("plan", "People"), _("Save roles and names"), 30, extra=people_page)
POSTS = Part(
    "posts",
    Post,
    "posts",
    PEOPLE,
    PostForm,
    (
        Column(_("Position"), "role", 20, heads=True),
        Column(_("Needed"), "need", 8, "number"),
        Column(_("Names"), "names", 30),
        Column(_("Duty"), "duty", 30),
    ),
    title=_("Roles and names"),
    add=_("Add a position"),
    empty=_("No position yet."),
)


class DutyForm(KeyedForm):
    """Who is on duty, as what, at which desk, from when until when."""

    user_id = forms.TypedChoiceField(label=_("Person"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Duty"), choices=lambda: capitalised(Duty.Kind.choices), initial=Duty.Kind.RECORDER
    )
    desk_id = forms.TypedChoiceField(label=_("Desk"), coerce=int, empty_value=None, required=False)
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("Until"), help_text=_("The rights end with this day by themselves."))

    def __init__(self, data=None, *, event, desks, **kwargs):
        self.desks = {desk.pk: desk for desk in desks}
        super().__init__(
            data, initial={"since": event.date, "until": event.date + timedelta(days=1)}, prefix="duty", **kwargs
        )
        self.fields["user_id"].choices = [
            ("", gettext("Choose a person")),
            *labels(queries.staff_for_duty(), lambda user: f"{user.name}　{user.unit}"),
        ]
        self.fields["desk_id"].choices = [("", gettext("all desks")), *((d.pk, f"{d.number}　{d.unit}") for d in desks)]

    def values(self) -> dict:
        values = super().values()
        user = User.objects.select_related("unit").prefetch_related("role_rows").get(pk=values.pop("user_id"))
        desk = self.desks.get(values.pop("desk_id"))
        return {**values, "user": user, "desk": desk}
