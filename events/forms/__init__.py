"""The forms of the plan, a module per part; those of a table stand beside their Part."""

from events.forms.budget import BUDGET
from events.forms.event import EditEventForm, PlanEventForm
from events.forms.lines import KeyForm, LineSet, excel_sheet, line_set
from events.forms.people import PEOPLE, DutyForm
from events.forms.safety import SafetyForm
from events.forms.schedule import SCHEDULE
from events.forms.tasks import NewTaskForm, TaskForm
from events.forms.venue import VENUE

__all__ = [
    "BUDGET",
    "DutyForm",
    "EditEventForm",
    "KeyForm",
    "LineSet",
    "NewTaskForm",
    "PEOPLE",
    "PlanEventForm",
    "SCHEDULE",
    "SafetyForm",
    "TaskForm",
    "VENUE",
    "excel_sheet",
    "line_set",
]
