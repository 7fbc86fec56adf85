"""Papers: free for the recorder in the first ten minutes, later after an identity check."""

from functools import partial

from csp.decorators import csp_replace
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from petitions import actions, documents, queries
from petitions.actions.correcting import FREE, is_free
from petitions.forms import HandOverForm, ReprintForm
from plaza.core.access import access
from plaza.core.errors import NotPossible
from plaza.core.lists import FilteredListView
from plaza.core.sheets import PAPER, Column, Sheet
from plaza.core.views.take import take

KINDS = {"receipt": "petitions/receipt.html", "form": "petitions/form.html", "notice": "petitions/notice.html"}


def free_to_print(request, petition, *, at) -> bool:
    """Just saved by this person, or checked by this person a few minutes ago."""
    if is_free(petition, by=request.user, at=at):
        return True
    checked = parse_datetime(request.session.get(_slot(petition), "") or "")
    return bool(checked and at - checked <= FREE)


@access("petitions.papers")
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def paper(request, number, kind):
    """Receipt, form to sign or notice. Framed by the desk page only, to be printed from there."""
    petition = get_object_or_404(queries.petitions_for(request.user), number=number)
    if not free_to_print(request, petition, at=timezone.now()):
        return redirect(f"{reverse('petitions:reprint', args=[number])}?paper={kind}")
    if kind != "receipt" and petition.petitioner is None:
        raise NotPossible(_("Nothing about this matter is written down, so there is no such paper. Print the receipt."))
    a4 = request.GET.get("size") == "a4"
    context = {
        **documents.paper(petition),
        "a4": a4,
        "copies": [1, 2] if a4 else [1],
        "back": reverse("petitions:today", args=[petition.desk_id]) if petition.desk_id else "",
    }
    return render(request, KINDS[kind], context)


@access("petitions.papers")
def reprint(request, number):
    """How the identity was checked is asked and kept; then the papers open for ten minutes."""
    petition = get_object_or_404(queries.petitions_for(request.user), number=number)
    kind = request.GET.get("paper", "receipt")
    kind = kind if kind in KINDS else "receipt"
    form = ReprintForm(request.POST or None, obj=petition, user=request.user)

    def reprint(*, by, at, **values):
        actions.reprint(petition, by=by, at=at, **values)
        request.session[_slot(petition)] = at.isoformat()

    back = reverse("petitions:paper", args=[petition.number, kind])
    return take(request, form, reprint, back=back, template="petitions/reprint.html", context={"petition": petition})


STUBS = Sheet(
    gettext_lazy("Sealed envelopes"),
    (
        Column(gettext_lazy("Number"), "number", 15, heads=True, css="num"),
        Column(gettext_lazy("Received at"), "received_at", 18, "moment", css="num"),
        Column(gettext_lazy("Envelope"), "envelope"),
        Column(gettext_lazy("Receiving organ"), "organ", 30),
        Column(gettext_lazy("Handed over"), "handed_over_at", 18, "moment", cell="petitions/cells/handed_over.html"),
        Column(gettext_lazy("Receiver"), "receiver", on=PAPER),
    ),
)


class StubList(FilteredListView):
    template_name = "petitions/stubs.html"
    table_css = "table"
    orderings = {"new": ("-pk",)}
    sheet = STUBS

    def queryset(self):
        return queries.stubs_for(self.request.user)


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


def _slot(petition) -> str:
    return f"identity-checked:{petition.number}"
