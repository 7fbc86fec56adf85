"""What happens to a plan. Each function is one transaction: change, audit, outbox."""

from events.actions.lines import restore_lines, save_lines, save_tables
from events.actions.passing_on import hand_over_duties, hand_over_tasks, pass_on
from events.actions.people import assign_duty, end_duty
from events.actions.planning import edit_event, plan_event
from events.actions.running import (
    approve,
    cancel,
    close_event,
    open_event,
    pause,
    publish,
    reopen,
    resume,
    return_to_draft,
)
from events.actions.safety import write_safety
from events.actions.tasks import add_task, edit_task, finish_task, remove_task, skip_task, start_task, task_again

__all__ = [
    "add_task",
    "approve",
    "assign_duty",
    "cancel",
    "close_event",
    "edit_event",
    "edit_task",
    "end_duty",
    "finish_task",
    "hand_over_duties",
    "hand_over_tasks",
    "open_event",
    "pass_on",
    "pause",
    "plan_event",
    "publish",
    "remove_task",
    "reopen",
    "restore_lines",
    "resume",
    "return_to_draft",
    "save_lines",
    "save_tables",
    "skip_task",
    "start_task",
    "task_again",
    "write_safety",
]
