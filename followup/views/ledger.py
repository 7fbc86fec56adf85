"""The lists of the ledger: every matter that is this person's to see, the unit's work, whom to tell today."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import cached_property

from followup import queries
from followup.exports import ledger_sheet
from followup.filters import CaseFilter
from plaza.core.access import access
from plaza.core.lists import FilteredListView

FOLDED = ("outcome", "event", "status")


class CaseList(FilteredListView):
    """What the lists of cases share: the day, the tabs with their counts, masked rows."""

    filterset_class = CaseFilter
    orderings = {"due": ("due_on", "pk"), "registered": ("registered_on", "pk"), "number": ("number", "pk")}
    page_size = 20
    tabbed = True

    @cached_property
    def today(self):
        return timezone.localdate()

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
        return queries.for_export(rows) if self.format else queries.with_rows(rows)

    def mine(self):
        return queries.cases_for(self.request.user)

    def scopes(self):
        return queries.scopes(self.request.user)

    def present(self, row):
        """A table reads the case itself; what a page shows of it costs statements there."""
        return {"case": row} if self.format else queries.row(row, self.request.user, self.today)

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
        return ledger_sheet(self.today, short=self.format == "print")

    def extra(self):
        """With one unit chosen its 交办通知单 can be printed, when something stands on it."""
        found = super().extra()
        unit = self.filterset.form.cleaned_data.get("unit") if self.filterset.form.is_valid() else None
        counts = found.get("counts", {})
        waits = counts.get("sign") or counts.get("accept") or counts.get("handling")
        return {**found, "notice_unit": unit.pk if unit and waits else None}

    def get(self, request, *args, **kwargs):
        if self.format and not request.user.has_perm("followup.export"):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)


class Work(CaseList):
    """By time left: what is mine or my unit's."""

    template_name = "followup/work.html"
    orderings = {"due": ("due_on", "pk")}

    @property
    def own(self) -> bool:
        return self.request.GET.get("of") == "me"

    def mine(self):
        return queries.work_of(self.request.user, own=self.own)

    def extra(self):
        return {**super().extra(), "mine": self.own, "can_sign": bool(self.tab) and self.tab.name == "sign"}


class Feedback(CaseList):
    """今日待反馈: whom to tell today, the least time left first."""

    template_name = "followup/feedback.html"
    filterset_class = None
    orderings = {"due": ("due_on", "pk")}

    @cached_property
    def found(self):
        return queries.with_rows(queries.call_list(self.request.user, self.today))

    def present(self, row):
        user = self.request.user
        return {
            **super().present(row),
            "tell": queries.step_to_tell(row, user),
            "waits": queries.days_waiting(row, self.today),
            "may_identify": queries.may_identify(row, user),
        }

    def extra(self):
        return {"today": self.today}


ledger = access("followup.see")(Ledger.as_view())
work = access("followup.handle")(Work.as_view())
feedback = access("followup.call_back")(Feedback.as_view())
