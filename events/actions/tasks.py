from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events import notifications
from events.models import Event, Task
from plaza.core import submission
from plaza.core.errors import NotPossible
from plaza.core.models import User
from plaza.core.workflow import create, edit, move

FAR = 3 * 366


def start_task(task: Task, *, by: User, at: datetime) -> Task:
    return move(task, "start", by=by, at=at)


def finish_task(task: Task, *, by: User, at: datetime) -> Task:
    return move(task, "finish", by=by, at=at, changes={"done_at": at})


def skip_task(task: Task, *, by: User, at: datetime) -> Task:
    return move(task, "skip", by=by, at=at, changes={"done_at": at})


def task_again(task: Task, *, by: User, at: datetime) -> Task:
    return move(task, "again", by=by, at=at, changes={"done_at": None})


def add_task(event: Event, *, key: str, by: User, at: datetime, due_on, **fields) -> Task:
    """A task of the office's own beside those of the built-in plan. The same `key` again gives the same task."""

    def make() -> Task:
        task = Task(event=event, due_on=due_on, offset=days_from(event, due_on), **fields)
        create(task, by=by, at=at)
        notifications.named(task, by=by, at=at)
        return task

    sent = {"event": event.pk, "due_on": due_on, **fields}
    return submission.once(key, "task", sent, by=by, at=at, make=make, model=Task)


def edit_task(task: Task, changes: dict, *, by: User, at: datetime) -> Task:
    """Change what the task says, its date or who has it; the new person in charge is told."""
    changes = {name: value for name, value in changes.items() if getattr(task, name) != value}
    if not changes:
        return task
    if "due_on" in changes:
        changes["offset"] = days_from(task.event, changes["due_on"])
    with transaction.atomic():
        edit(task, "edit", changes, by=by, at=at)
        if "owner_id" in changes:
            notifications.named(Task.objects.select_related("event", "owner").get(pk=task.pk), by=by, at=at)
    return task


def days_from(event: Event, day: date) -> int:
    """Days from the event, negative before it. Raises NotPossible for a day that cannot be meant."""
    days = (day - event.date).days
    if abs(days) > FAR:
        raise NotPossible(_("Choose a day within three years of the event."), field="due_on")
    return days


def remove_task(task: Task, *, by: User, at: datetime) -> Task:
    """Take the task out; it comes back within 30 days by restore_lines()."""
    return edit(task, "remove", {"removed_at": at, "removed_by": by}, by=by, at=at)
