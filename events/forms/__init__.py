from events.forms.event import DutyForm, EditEventForm, NewTaskForm, PlanEventForm, TaskForm
from events.forms.rows import BudgetRows, DeskRows, PostRows, SafetyForm, SlotRows, ZoneRows

__all__ = [
    "BudgetRows",
    "DeskRows",
    "DutyForm",
    "EditEventForm",
    "NewTaskForm",
    "PlanEventForm",
    "PostRows",
    "SafetyForm",
    "SlotRows",
    "TaskForm",
    "ZoneRows",
]
