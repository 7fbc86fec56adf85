"""Where links and buttons lead: the present address with a change, the undo of a result."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present query string with changes: {% query status="x" %}. None or "" takes a parameter away; a
    change of anything but the page goes back to the first page."""
    params = context["request"].GET.copy()
    if not set(changes) & {"page", "after", "before"}:
        changes |= {"page": None, "after": None, "before": None}
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params.setlist(key, value if isinstance(value, list) else [str(value)])
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def drop(context, name):
    """The query string without the parameter `name`, for the cross of a chip."""
    return query(context, **{name: None})


@register.simple_tag(takes_context=True)
def order_link(context, name, current=""):
    """Where a table head leads: ascending first, descending on the second click."""
    return query(context, order=f"-{name}" if current == name else name)


@register.filter
def undo_url(message):
    """Where the message's undo button posts: a path among its extra tags, see core/base."""
    return next((tag for tag in (message.extra_tags or "").split() if tag.startswith("/")), "")
