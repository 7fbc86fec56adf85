"""The tasks of a plan: whose, how late, how far."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Task
from events.workflow import TASK, TaskStatus

OPEN_TASK = (TaskStatus.WAITING, TaskStatus.DOING)
AMBER_DAYS = 3
TASK_PILLS = {
    TaskStatus.WAITING: "none",
    TaskStatus.DOING: "doing",
    TaskStatus.DONE: "done",
    TaskStatus.SKIPPED: "none",
}


@TASK.relation
def planner(task, user) -> bool:
    return user.has_perm("events.plan")


@TASK.relation
def owner(task, user) -> bool:
    return task.owner_id == user.pk


def lamp_of(task, today: date) -> dict | None:
    """Late, due within three days, or nothing."""
    if task.status not in OPEN_TASK:
        return None
    left = (task.due_on - today).days
    if left < 0:
        return {"kind": "r", "text": ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}}
    if left > AMBER_DAYS:
        return None
    text = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left} if left else _("due today")
    return {"kind": "a", "text": text}


@dataclass
class TaskLine:
    task: Task
    lamp: dict | None
    pill: dict
    offset: str

    @property
    def late(self) -> bool:
        return bool(self.lamp and self.lamp["kind"] == "r")


def task_line(task, today) -> TaskLine:
    offset = "D" if not task.offset else f"D{task.offset:+d}"
    pill = {"kind": TASK_PILLS[task.status], "text": capfirst(task.get_status_display())}
    return TaskLine(task, lamp_of(task, today), pill, offset)


@dataclass
class Phase:
    key: str
    label: str
    lines: list[TaskLine]
    show: bool

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def done(self) -> int:
        return sum(line.task.status not in OPEN_TASK for line in self.lines)

    @property
    def shown(self) -> list[TaskLine]:
        return self.lines if self.show else [line for line in self.lines if line.task.status in OPEN_TASK]

    @property
    def ticks(self) -> list[str]:
        return sorted((self._tick(line) for line in self.lines), key="dopw".index)

    @staticmethod
    def _tick(line) -> str:
        if line.task.status not in OPEN_TASK:
            return "d"
        if line.late:
            return "o"
        return "p" if line.task.status == TaskStatus.DOING else "w"


def phases_of(event, today: date, show=()) -> list[Phase]:
    tasks = event.tasks.filter(removed_at=None).select_related("unit", "owner")
    lines = [task_line(task, today) for task in tasks]
    return [
        Phase(key, capfirst(label), [line for line in lines if line.task.phase == key], key in show)
        for key, label in Task.Phase.choices
    ]


def progress_of(phases: list[Phase]) -> dict:
    lines = [line for phase in phases for line in phase.lines]
    doing = sum(line.task.status == TaskStatus.DOING for line in lines)
    done = sum(phase.done for phase in phases)
    return {
        "total": len(lines),
        "done": done,
        "doing": doing,
        "waiting": len(lines) - done - doing,
        "late": sum(line.late for line in lines),
    }
