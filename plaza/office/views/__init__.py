"""The set-up and the administrator's pages."""

from django.contrib import messages

from plaza.core.errors import NotPossible


def saved(request, form, run, done) -> bool:
    """Run one action for a form that was sent; what the action refuses stands beside its field."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        run()
    except NotPossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    if done:
        messages.success(request, done)
    return True


def status(request) -> int:
    """A form that comes back is 422."""
    return 422 if request.method == "POST" else 200
