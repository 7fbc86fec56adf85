"""One view for every transition: a page with a form on GET, the action on POST."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.workflow import may


def act(
    request,
    obj,
    name: str,
    *,
    form_class,
    run,
    back: str,
    done: str,
    extra=None,
    template="core/act.html",
    undo: str = "",
):
    """Show the form of transition `name`, or take it by `run(obj, by=, at=, **cleaned_data)`.

    `form_class(data, files, obj=, user=)` carries the hidden version the page was shown with; what the
    action refuses appears beside the field, with everything typed kept (422). `undo` is where the button
    beside the result posts to."""
    row = obj.workflow[name]
    if request.method == "GET" and not may(obj, request.user, name):
        if obj.status in row.sources:
            raise NotAllowed(name)
        return redirect(back)
    form = form_class(request.POST or None, request.FILES or None, obj=obj, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        obj.version = values.pop("version")
        try:
            run(obj, by=request.user, at=timezone.now(), **values)
        except NotPossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, done, extra_tags=undo)
            return redirect(back)
    context = {"object": obj, "row": row, "form": form, "back": back, **(extra or {})}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
