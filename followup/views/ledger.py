"""The lists of the ledger: every matter that is this person's to see, the unit's work, whom to tell today."""

from itertools import count

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from followup import actions, queries
from followup.exports import calls_sheet, ledger_sheet
from followup.filters import CaseFilter
from plaza.core import masking, masks
from plaza.core.access import access
from plaza.core.forms import PurposeForm
from plaza.core.lists import FilteredListView
from plaza.core.views.take import take

MASKS = {"phone": masks.phone, "idno": masks.id_number}
FOLDED = ("outcome", "event", "status")


class CaseList(FilteredListView):
    """What the lists of cases share: the day, the tabs with their counts, masked rows."""

    filterset_class = CaseFilter
    orderings = {"due": ("due_on", "pk"), "registered": ("registered_on", "pk"), "number": ("number", "pk")}
    page_size = 20
    table_css = "table table-2 cases"
    export_permission = "followup.export"

    @cached_property
    def today(self):
        return timezone.localdate()

    def get(self, request, *args, **kwargs):
        """A whole phone or ID number does not stay in the address: the session keeps its digest."""
        kind, value = queries.whole(request.GET.get("search", ""))
        if not kind:
            return super().get(request, *args, **kwargs)
        mask = MASKS[kind](value)
        if request.user.has_perm("followup.reveal"):
            if not actions.look_for(kind, value, by=request.user, at=timezone.now()):
                return redirect("followup:search_reason")
            mask = _slot(request.session, mask, [kind, masking.index(kind, value)])
        query = request.GET.copy()
        query["search"] = mask
        return redirect(f"{request.path}?{query.urlencode()}")

    @cached_property
    def tab(self) -> queries.Tab | None:
        """The tab asked for; a search without a tab looks everywhere."""
        asked = self.request.GET.get("tab", "")
        if not asked and self.request.GET.get("search"):
            return None
        tabs = queries.tabs_for(self.request.user)
        return next((tab for tab in tabs if tab.name == asked), tabs[0])

    @cached_property
    def found(self):
        rows = self.filterset.qs
        return rows.filter(self.tab.rows) if self.tab else rows

    def queryset(self):
        rows = self.mine()
        return queries.for_export(rows) if self.format else queries.with_rows(rows, self.request.user)

    def mine(self):
        return queries.cases_for(self.request.user)

    def scopes(self):
        return queries.scopes(self.request.user)

    def present(self, row):
        made = queries.row_on_paper if self.format else queries.row
        return made(row, self.request.user, self.today)

    def extra(self):
        if self.format:
            return {}
        name = self.tab.name if self.tab else ""
        counts = queries.tab_counts(self.request.user, self.filterset.qs, name, self.today)
        return {"counts": counts, "tab": name, "today": self.today, "more": FOLDED}


class Ledger(CaseList):
    template_name = "followup/ledger.html"

    @cached_property
    def sheet(self):
        return ledger_sheet(_("Ledger of matters"), self.today)

    def extra(self):
        """With one unit chosen its 交办通知单 can be printed, when something stands on it."""
        found = super().extra()
        unit = self.filterset.form.cleaned_data.get("unit") if self.filterset.form.is_valid() else None
        counts = found.get("counts", {})
        waits = counts.get("sign") or counts.get("accept") or counts.get("handling")
        typed = self.request.GET.get("search", "")
        forgotten = "****" in typed and f"looked:{typed}" not in self.request.session
        return {**found, "notice_unit": unit.pk if unit and waits else None, "forgotten": forgotten}


class Work(CaseList):
    """By time left: what is mine or my unit's."""

    template_name = "followup/work.html"
    orderings = {"due": ("due_on", "pk")}

    @cached_property
    def sheet(self):
        return ledger_sheet(_("Work list"), self.today, own_unit=True, choose=self.can_sign)

    @property
    def can_sign(self) -> bool:
        return bool(self.tab) and self.tab.name == "sign"

    @property
    def own(self) -> bool:
        return self.request.GET.get("of") == "me"

    def mine(self):
        return queries.work_of(self.request.user, own=self.own)

    def extra(self):
        return {**super().extra(), "mine": self.own, "can_sign": self.can_sign}


class Feedback(CaseList):
    """今日待反馈: whom to tell today, the least time left first."""

    template_name = "followup/feedback.html"
    filterset_class = None
    orderings = {"due": ("due_on", "pk")}

    @cached_property
    def sheet(self):
        return calls_sheet(_("To be told today"))

    @cached_property
    def found(self):
        return queries.with_rows(queries.call_list(self.request.user, self.today), self.request.user)

    def present(self, row):
        shown, user = super().present(row), self.request.user
        if self.format:
            return shown
        return {
            **shown,
            "tell": queries.step_to_tell(row, user),
            "waits": queries.days_waiting(row, self.today),
            "may_identify": queries.may_identify(row, user),
        }

    def extra(self):
        return {"today": self.today}


def _slot(session, mask: str, looked: list) -> str:
    """Keep what was looked for under its mask; another number of the same mask gets a counter behind it."""
    names = (f"{mask} ({n})" if n > 1 else mask for n in count(1))
    name = next(name for name in names if session.get(f"looked:{name}", looked) == looked)
    session[f"looked:{name}"] = looked
    return name


@access("followup.reveal")
def search_reason(request):
    """After twenty looks within an hour for a person by phone or ID number: why."""
    return take(
        request,
        PurposeForm(request.POST or None),
        actions.go_on,
        back=reverse("followup:ledger"),
        done=_("The reason is kept. Search again."),
        template="followup/search_reason.html",
    )


ledger = access("followup.see")(Ledger.as_view())
work = access("followup.handle")(Work.as_view())
feedback = access("followup.progress")(Feedback.as_view())
