"""What can be seen of plans: which events, desks and tasks are a person's, and what each page shows."""

from events.queries.budget import budget_of, budget_total, by_heading
from events.queries.event import OVER, event_list, events_for, pill_of, planned_with, tasks_for, tasks_in_charge
from events.queries.people import duties_ahead, duties_of, on_duty, planners, posts_of, staff_for_duty
from events.queries.safety import safety_of
from events.queries.schedule import schedule_faults, slots_of
from events.queries.tasks import OPEN_TASK, Phase, TaskLine, lamp_of, phases_of, progress_of, task_line
from events.queries.venue import desk_duties, desks_for, desks_of, has_desk_duty, zones_of

__all__ = [
    "OPEN_TASK",
    "OVER",
    "Phase",
    "TaskLine",
    "by_heading",
    "budget_of",
    "budget_total",
    "desk_duties",
    "desks_for",
    "desks_of",
    "duties_ahead",
    "duties_of",
    "event_list",
    "events_for",
    "has_desk_duty",
    "lamp_of",
    "on_duty",
    "phases_of",
    "pill_of",
    "planned_with",
    "planners",
    "posts_of",
    "progress_of",
    "safety_of",
    "schedule_faults",
    "slots_of",
    "staff_for_duty",
    "task_line",
    "tasks_for",
    "tasks_in_charge",
    "zones_of",
]
