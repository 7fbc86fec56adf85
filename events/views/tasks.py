"""One task of a plan: what it says, who has it, and its steps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events import actions, queries
from events.forms import TaskForm
from events.views.plan import page_of, trail
from plaza.core import audit
from plaza.core.access import access
from plaza.core.errors import NotPossible
from plaza.core.forms import ActForm
from plaza.core.views.act import act
from plaza.core.workflow import available_actions

STEPS = {
    "start": (actions.start_task, gettext_lazy("The task is under way.")),
    "finish": (actions.finish_task, gettext_lazy("The task is done.")),
    "skip": (actions.skip_task, gettext_lazy("The task is marked as not needed.")),
    "again": (actions.task_again, gettext_lazy("The task is open again.")),
}


@access("events.see")
def task(request, pk, task_pk):
    row = _task(request, pk, task_pk)
    may_plan = request.user.has_perm("events.plan")
    if request.method == "POST" and not may_plan:
        raise PermissionDenied
    form = TaskForm(request.POST or None, event=row.event, task=row) if may_plan else None
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        row.version = changes.pop("version") or row.version
        try:
            actions.edit_task(row, changes, by=request.user, at=timezone.now())
        except NotPossible as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("“%(task)s” is saved.") % {"task": row.title})
            return redirect("events:plan", row.event_id)
    history = [
        {"title": _act(row, entry), "at": entry.at, "who": entry.by.name if entry.by else ""}
        for entry in audit.of(row)[:20]
    ]
    context = page_of(request, row.event, "plan") | {
        "task": row,
        "line": queries.task_line(row, timezone.localdate()),
        "form": form,
        "rows": history,
        "steps": available_actions(row, request.user),
        "trail": trail(row.event),
    }
    return render(request, "events/task_detail.html", context, status=422 if request.method == "POST" else 200)


@access("events.plan")
def new(request, pk):
    event = get_object_or_404(queries.events_for(request.user), pk=pk)
    form = TaskForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            row = actions.add_task(event, by=request.user, at=timezone.now(), **fields)
        except NotPossible as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("“%(task)s” is added.") % {"task": row.title})
            return redirect("events:plan", event.pk)
    context = page_of(request, event, "plan") | {"form": form, "trail": trail(event)}
    return render(request, "events/task_new.html", context, status=422 if request.method == "POST" else 200)


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
    actions.remove_task(row, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("“%(task)s” is removed.") % {"task": row.title},
        extra_tags=reverse("events:restore", args=[row.event_id, "tasks", str(row.pk)]),
    )
    return redirect("events:plan", row.event_id)


def _task(request, pk, task_pk):
    return get_object_or_404(queries.tasks_for(request.user), pk=task_pk, event=pk)


def _act(row, entry) -> str:
    words = {"add": _("Added"), "edit": _("Changed"), "remove": _("Removed"), "restore": _("Brought back")}
    return words.get(entry.act) or str(row.workflow.by_name[entry.act].label)
