"""The plan of a reception day: one Event and the parts of its plan, a module each."""

from events.models.budget import BudgetLine
from events.models.event import Event
from events.models.lines import PlanLine
from events.models.people import Duty, Post
from events.models.safety import SafetyText
from events.models.schedule import ScheduleSlot
from events.models.tasks import Task
from events.models.venue import Desk, Zone

__all__ = ["BudgetLine", "Desk", "Duty", "Event", "PlanLine", "Post", "SafetyText", "ScheduleSlot", "Task", "Zone"]
