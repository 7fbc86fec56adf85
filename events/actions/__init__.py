"""What happens to a plan. Each function is one transaction: change, audit, outbox."""

from events.actions.planning import edit_event, plan_event
from events.actions.rows import assign_duty, end_duty, restore_rows, save_rows, write_safety
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
    "open_event",
    "pause",
    "plan_event",
    "publish",
    "remove_task",
    "reopen",
    "restore_rows",
    "resume",
    "return_to_draft",
    "save_rows",
    "skip_task",
    "start_task",
    "task_again",
    "write_safety",
]
