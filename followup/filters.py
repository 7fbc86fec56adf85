"""The conditions of the ledger and of the work list."""

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event
from followup import queries
from followup.models import Case
from followup.workflow import Status
from petitions.workflow import Outcome
from plaza.core.forms import capitalised
from plaza.core.models import Category, Unit

TIMES = (("overdue", _("Overdue")), ("soon", _("Due soon")), ("on_time", _("On time")))


class CaseFilter(filters.FilterSet):
    """Keyword, status, category, unit, event, time, outcome. The tab is chosen beside the form."""

    search = filters.CharFilter(label=_("Number, name, phone or words"), method="by_words")
    status = filters.ChoiceFilter(
        label=_("Status"), empty_label=_("Every status"), choices=lambda: capitalised(Status.choices)
    )
    category = filters.ModelChoiceFilter(
        label=_("Category"), empty_label=_("Every category"), queryset=Category.objects.all()
    )
    unit = filters.ModelChoiceFilter(
        label=pgettext_lazy("of a case", "Lead unit"),
        empty_label=_("Every unit"),
        field_name="lead_unit",
        queryset=Unit.objects.all(),
    )
    time = filters.ChoiceFilter(label=_("Time"), empty_label=_("Any time"), choices=TIMES, method="by_time")
    outcome = filters.ChoiceFilter(
        label=_("On-site outcome"),
        empty_label=_("Every outcome"),
        field_name="petition__outcome",
        choices=lambda: capitalised(Outcome.choices),
    )
    event = filters.ModelChoiceFilter(label=_("Event"), empty_label=_("Every event"), queryset=Event.objects.all())

    class Meta:
        model = Case
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = self.request.user
        self.form.fields["search"].widget.attrs |= {"placeholder": _("Number, name, phone or words"), "maxlength": 100}
        if not queries.sees_everything(self.user):
            del self.form.fields["unit"]

    def by_words(self, rows, name, value):
        looked = self.request.session.get(f"looked:{value}")
        return queries.of_person(rows, *looked, self.user) if looked else queries.matching(rows, value, self.user)

    def by_time(self, rows, name, value):
        return rows.filter(~Q(status=Status.CLOSED), queries.time_range(value, timezone.localdate()))
