"""The record of who did what, and the messages that could not be sent."""

import django_filters
from django.contrib import messages as results
from django.forms import DateInput, TextInput
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from plaza.core import chain, outbox
from plaza.core.access import access
from plaza.core.lists import FilteredListView
from plaza.core.models import AuditEntry, User
from plaza.core.people import ToldApart
from plaza.core.sheets import SCREEN, Column, Sheet
from plaza.core.views.take import press
from plaza.office import actions, queries, words


class PersonFilter(django_filters.ModelChoiceFilter):
    class field_class(django_filters.fields.ModelChoiceField):
        iterator = ToldApart


class EntryFilter(django_filters.FilterSet):
    by = PersonFilter(label=gettext_lazy("Person"), queryset=User.objects.all(), empty_label=gettext_lazy("Everybody"))
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Subject"), choices=words.kinds, empty_label=gettext_lazy("Everything")
    )
    since = django_filters.DateFilter(
        label=gettext_lazy("From"), field_name="at", lookup_expr="date__gte", widget=DateInput()
    )
    until = django_filters.DateFilter(
        label=gettext_lazy("Until"), field_name="at", lookup_expr="date__lte", widget=DateInput()
    )
    label = django_filters.CharFilter(
        label=gettext_lazy("Number or name"),
        field_name="label",
        lookup_expr="icontains",
        widget=TextInput(attrs={"placeholder": gettext_lazy("Number or name")}),
    )

    class Meta:
        model = AuditEntry
        fields = []


ENTRIES = Sheet(
    gettext_lazy("Record of acts"),
    (
        Column(gettext_lazy("Time"), "at", 18, "moment", css="num nowrap"),
        Column(gettext_lazy("Person"), "by.name", none=gettext_lazy("the system")),
        Column(gettext_lazy("Act"), "act_word", 20),
        Column(gettext_lazy("Subject"), "kind_word", heads=True),
        Column(gettext_lazy("Number or name"), "label", 24, css="num", sub=True),
        Column(gettext_lazy("Details"), "told", 40, css="wide-cell small"),
    ),
)


class EntryList(FilteredListView):
    template_name = "office/audit.html"
    filterset_class = EntryFilter
    orderings = {"new": ("-pk",)}
    sheet = ENTRIES

    def queryset(self):
        return queries.entries_for(self.request.user)

    def present(self, row):
        row.act_word, row.kind_word, row.told = words.act(row.act, row.kind), words.kind(row.kind), words.told(row)
        return row

    def extra(self):
        return {"tab": "audit", "more": ("since", "until")}


entries = access("core.administer")(EntryList.as_view())


@access("core.administer")
@require_POST
def verify(request):
    """Check every entry and every link of the chain now."""
    faults = chain.verify(at=timezone.now())
    if faults:
        results.error(
            request,
            ngettext(
                "%(count)d fault was found in the record: %(first)s.",
                "%(count)d faults were found in the record; the first: %(first)s.",
                len(faults),
            )
            % {"count": len(faults), "first": faults[0]},
        )
    else:
        count = AuditEntry.objects.count()
        results.success(
            request,
            ngettext(
                "%(count)d entry checked: nothing was changed, added or taken away. The record ends at %(head)s.",
                "%(count)d entries checked: nothing was changed, added or taken away. The record ends at %(head)s.",
                count,
            )
            % {"count": count, "head": chain.head() or "–"},
        )
    return redirect("office:audit")


UNSENT = Sheet(
    gettext_lazy("Messages"),
    (
        Column(gettext_lazy("Recipient"), "to.name", heads=True),
        Column(gettext_lazy("Unit"), "to.unit.name", 24, sub=True),
        Column(gettext_lazy("Message"), "title", 40, css="wide-cell"),
        Column(gettext_lazy("Address"), "address", 24, sub=True),
        Column(gettext_lazy("Since"), "made_at", 18, "moment", css="num nowrap"),
        Column(gettext_lazy("Tries"), "attempts", 8, "number", labelled=True),
        Column(gettext_lazy("Fault"), "error", 30),
        Column(gettext_lazy("State"), "state", sub=True),
        Column(
            gettext_lazy("Send again"),
            on=(SCREEN,),
            head="components/hidden_head.html",
            cell="office/cells/send_again.html",
        ),
    ),
)


class UnsentList(FilteredListView):
    template_name = "office/messages.html"
    orderings = {"new": ("-pk",)}
    sheet = UNSENT

    def queryset(self):
        return queries.unsent_for(self.request.user)

    def present(self, row):
        row.title = outbox.render(row)[0]
        row.address = row.to.email if row.channel == "mail" else _("in Plaza")
        row.state = _("given up") if row.failed_at else _("is tried again")
        if row.error == outbox.SWITCHED_OFF:
            row.error = _("This account is switched off.")
        return row

    def extra(self):
        return {"tab": "messages"}


unsent = access("core.administer")(UnsentList.as_view())


@access("core.administer")
@require_POST
def send_again(request, pk):
    message = get_object_or_404(queries.unsent_for(request.user), pk=pk)
    back, done = reverse("office:messages"), _("The message is sent again within a minute.")
    return press(request, message, actions.send_again, back=back, done=done)
