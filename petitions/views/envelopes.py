"""The liaison: envelopes taken in and handed over, proposals to seal decided."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from petitions import actions, queries
from petitions.forms import DecideForm, HandOverForm
from plaza.core.access import access
from plaza.core.lists import FilteredListView
from plaza.core.sheets import PAPER, Column, Sheet
from plaza.core.views.take import take

STUBS = Sheet(
    gettext_lazy("Sealed envelopes"),
    (
        Column(gettext_lazy("Number"), "number", 15, heads=True, css="num"),
        Column(gettext_lazy("Received on"), "received_on", 12, "date", css="num"),
        Column(gettext_lazy("Envelope"), "envelope"),
        Column(gettext_lazy("Receiving organ"), "organ", 30),
        Column(gettext_lazy("Recorded decision"), "decision", 24, sub=True),
        Column(gettext_lazy("Handed over"), "handed_over_at", 18, "moment", cell="petitions/cells/handed_over.html"),
        Column(gettext_lazy("Receiver"), "receiver", on=PAPER),
    ),
)


class StubList(FilteredListView):
    template_name = "petitions/stubs.html"
    orderings = {"new": ("-received_on", "-pk")}
    sheet = STUBS

    def queryset(self):
        return queries.stubs_for(self.request.user)

    def extra(self):
        if self.format:
            return {}
        return {"waiting": queries.envelopes_waiting(), "proposals": queries.proposals_for(self.request.user)}


stubs = access("petitions.stubs")(StubList.as_view())


@access("petitions.stubs")
def hand_over(request, pk):
    stub = get_object_or_404(queries.stubs_for(request.user), pk=pk)
    form = HandOverForm(request.POST or None, obj=stub, user=request.user)
    return take(
        request,
        form,
        partial(actions.hand_over, stub),
        back=reverse("petitions:stubs"),
        done=_("The envelope was handed over."),
        template="petitions/hand_over.html",
        context={"stub": stub},
    )


@access("petitions.stubs")
@require_POST
def take_in(request):
    """The stubs of all envelopes that wait, now instead of at night."""
    count = actions.take_in(by=request.user, at=timezone.now())
    done = ngettext("%(count)d envelope was taken in.", "%(count)d envelopes were taken in.", count)
    messages.success(request, done % {"count": count})
    return redirect("petitions:stubs")


@access("petitions.stubs")
def decide(request, pk):
    """Whether a registered matter goes as an accusation. What it says is not shown: the envelope decides."""
    proposal = get_object_or_404(queries.proposals_for(request.user), pk=pk)
    form = DecideForm(request.POST or None, obj=proposal, user=request.user)

    def decided(*, by, at, confirmed, envelope, decision):
        if confirmed == "yes":
            return actions.confirm(proposal, by=by, at=at, envelope=envelope, decision=decision)
        return actions.refuse(proposal, by=by, at=at)

    return take(
        request,
        form,
        decided,
        back=reverse("petitions:stubs"),
        done=lambda sealed: _("The matter is sealed.") if sealed else _("The matter stays as it is."),
        template="petitions/decide.html",
        context={"proposal": proposal, "said": actions.said_of(proposal)},
    )
