"""The built-in plan of a reception day: tasks with offsets, schedule, zones, posts, budget lines, safety texts.

Everything here is a starting point that an office changes; it is written into the event in the office's
language once, when the event is planned."""

from events.builtin_plan.budget import budget_lines
from events.builtin_plan.event import LEAD_DAYS, default_background, default_goals, default_name
from events.builtin_plan.people import posts
from events.builtin_plan.safety import safety_texts
from events.builtin_plan.schedule import slots
from events.builtin_plan.tasks import tasks
from events.builtin_plan.venue import zones

__all__ = [
    "LEAD_DAYS",
    "budget_lines",
    "default_background",
    "default_goals",
    "default_name",
    "posts",
    "safety_texts",
    "slots",
    "tasks",
    "zones",
]
