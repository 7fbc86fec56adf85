"""One view for every transition: a page with a form on GET, the action on POST."""

from functools import partial

from django.shortcuts import redirect

from plaza.core.errors import NotAllowed
from plaza.core.views.take import take


def act(
    request, obj, name: str, *, form_class, run, back: str, done: str, extra=None, template="core/act.html", undo=""
):
    """Show the form of transition `name`, or take it by `run(obj, by=, at=, **form.values())`; see take().

    `form_class(data, files, obj=, user=)` carries the hidden version the page was shown with. Who opens a step
    that cannot be taken now goes `back`; a step that is not theirs raises NotAllowed."""
    table, step = obj.workflow, obj.workflow[name]
    looking, reached = request.method == "GET", obj.workflow.reached(obj, step)
    if not table.allows(obj, step, request.user) and (reached or not looking):
        raise NotAllowed(name)
    if looking and not reached:
        return redirect(back)
    form = form_class(request.POST or None, request.FILES or None, obj=obj, user=request.user)
    context = {"object": obj, "step": step, "back": back, **(extra or {})}
    return take(request, form, partial(run, obj), back=back, done=done, undo=undo, template=template, context=context)
