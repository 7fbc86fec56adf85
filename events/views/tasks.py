"""One task of a plan: what it says, who has it, and its steps."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events import actions, queries
from events.forms import NewTaskForm, TaskForm
from events.models import Task
from events.views.plan import page_of, trail
from plaza.core import audit
from plaza.core.access import access
from plaza.core.forms import ActForm
from plaza.core.views.act import act
from plaza.core.views.take import press, take
from plaza.core.workflow import available_actions, demand, may

STEPS = {
    "start": (actions.start_task, gettext_lazy("The task is under way.")),
    "finish": (actions.finish_task, gettext_lazy("The task is done.")),
    "skip": (actions.skip_task, gettext_lazy("The task is marked as not needed.")),
    "again": (actions.task_again, gettext_lazy("The task is open again.")),
}


@access("events.see")
def task(request, pk, task_pk):
    row = _task(request, pk, task_pk)
    if request.method == "POST":
        demand(row, "edit", by=request.user)
    form = TaskForm(request.POST or None, obj=row, user=request.user) if may(row, request.user, "edit") else None

    def context() -> dict:
        history = [
            {"title": _act(row, entry), "at": entry.at, "who": entry.by.name if entry.by else ""}
            for entry in audit.of(row)[:20]
        ]
        return page_of(request, row.event, "plan") | {
            "task": row,
            "line": queries.task_line(row, timezone.localdate()),
            "rows": history,
            "steps": available_actions(row, request.user),
            "may_remove": may(row, request.user, "remove"),
            "trail": trail(row.event),
        }

    return take(
        request,
        form,
        partial(actions.edit_task, row),
        back=reverse("events:plan", args=[row.event_id]),
        done=lambda task: _("“%(task)s” is saved.") % {"task": task.title},
        template="events/task_detail.html",
        context=context,
    )


@access("events.plan")
def new(request, pk):
    event = get_object_or_404(queries.events_for(request.user), pk=pk)
    if request.method == "GET" and not may(Task(event=event), request.user, "add"):
        return redirect("events:plan", event.pk)
    return take(
        request,
        NewTaskForm(request.POST or None, event=event),
        partial(actions.add_task, event),
        back=reverse("events:plan", args=[event.pk]),
        done=lambda task: _("“%(task)s” is added.") % {"task": task.title},
        template="events/task_new.html",
        context=lambda: page_of(request, event, "plan") | {"trail": trail(event)},
    )


@access("events.see")
def step(request, pk, task_pk, name):
    row = _task(request, pk, task_pk)
    if name not in STEPS:
        raise Http404
    run, done = STEPS[name]
    return act(
        request,
        row,
        name,
        form_class=ActForm,
        run=run,
        done=done,
        back=reverse("events:task", args=[row.event_id, row.pk]),
        extra={"trail": trail(row.event)},
    )


@access("events.plan")
@require_POST
def remove(request, pk, task_pk):
    row = _task(request, pk, task_pk)
    return press(
        request,
        row,
        actions.remove_task,
        back=reverse("events:plan", args=[row.event_id]),
        done=_("“%(task)s” is removed.") % {"task": row.title},
        undo=reverse("events:restore", args=[row.event_id, "tasks", str(row.pk)]),
    )


def _task(request, pk, task_pk):
    return get_object_or_404(queries.tasks_for(request.user), pk=task_pk, event=pk)


def _act(task, entry) -> str:
    row = task.workflow.by_name.get(entry.act)
    return str(row.past) if row else entry.act
