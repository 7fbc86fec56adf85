"""The record of who did what, and the messages that could not be sent."""

import django_filters
from django.contrib import messages as results
from django.core.paginator import Paginator
from django.forms import DateInput
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from plaza.core import audit, outbox
from plaza.core.access import access
from plaza.core.models import AuditEntry, User
from plaza.setup import actions, queries, words

PER_PAGE = 50
MOST = 10_000


class EntryFilter(django_filters.FilterSet):
    by = django_filters.ModelChoiceFilter(label=gettext_lazy("Person"), queryset=User.objects.all(),
                                          empty_label=gettext_lazy("Everybody"))
    kind = django_filters.ChoiceFilter(label=gettext_lazy("What"), choices=words.kinds,
                                       empty_label=gettext_lazy("Everything"))
    since = django_filters.DateFilter(label=gettext_lazy("From"), field_name="at", lookup_expr="date__gte",
                                      widget=DateInput())
    until = django_filters.DateFilter(label=gettext_lazy("Until"), field_name="at", lookup_expr="date__lte",
                                      widget=DateInput())
    label = django_filters.CharFilter(label=gettext_lazy("Number or name"), field_name="label",
                                      lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields = []


@access("core.administer")
def entries(request):
    found = EntryFilter(request.GET or None, queries.entries_for(request.user))
    found.form.fields["label"].widget.attrs["placeholder"] = _("Number or name")
    page = Paginator(found.qs[:MOST], PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.act_word, row.kind_word = words.act(row.act, row.kind), words.kind(row.kind)
        row.told = words.told(row)
    return render(request, "office/audit.html", {"filter": found, "page": page, "tab": "audit"})


@access("core.administer")
@require_POST
def verify(request):
    """Check every entry and every link of the chain now."""
    faults = audit.verify()
    if faults:
        results.error(request, ngettext("%(count)d fault was found in the record: %(first)s.",
                                        "%(count)d faults were found in the record; the first: %(first)s.",
                                        len(faults)) % {"count": len(faults), "first": faults[0]})
    else:
        count = AuditEntry.objects.count()
        results.success(request, ngettext("%(count)d entry checked: nothing was changed, added or taken away.",
                                          "%(count)d entries checked: nothing was changed, added or taken away.",
                                          count) % {"count": count})
    return redirect("office:audit")


@access("core.administer")
def unsent(request):
    page = Paginator(queries.unsent_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.title = outbox.render(row)[0]
    return render(request, "office/messages.html", {"page": page, "tab": "messages"})


@access("core.administer")
@require_POST
def send_again(request, pk):
    message = get_object_or_404(queries.unsent_for(request.user), pk=pk)
    actions.send_again(message, by=request.user, at=timezone.now())
    results.success(request, _("The message is sent again within a minute."))
    return redirect("office:messages")
