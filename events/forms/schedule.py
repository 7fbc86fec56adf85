"""The schedule of the day."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import queries
from events.forms.lines import LineForm
from events.models import ScheduleSlot
from events.parts import Page, Part
from plaza.core.sheets import Column, display


class SlotForm(LineForm):
    order = ("starts_at", "ends_at", "title", "kind", "person")

    class Meta:
        model = ScheduleSlot
        fields = ["starts_at", "ends_at", "title", "kind", "person"]

    def clean(self):
        start, end = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", gettext("The end is not after the start."))
        return super().clean()


SCHEDULE = Page(
    "schedule",
    _("Schedule"),
    _("Save the schedule"),
    10,
    extra=lambda event, lines: {"faults": queries.schedule_faults(event, lines["slots"])},
)
SLOTS = Part(
    "slots",
    ScheduleSlot,
    "slots",
    SCHEDULE,
    SlotForm,
    (
        Column(_("Time"), lambda slot: f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}", css="num nowrap"),
        Column(_("Part"), "title", 24, heads=True),
        Column(_("Kind"), display("kind")),
        Column(_("In charge"), "person"),
    ),
    title=_("Schedule of the day"),
    add=_("Add a part"),
    empty=_("The schedule is empty."),
)
