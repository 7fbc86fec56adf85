"""System checks: what would refuse everybody, or nobody, is found before the first page."""

from django.apps import apps
from django.core.checks import Error, register
from django.urls import URLPattern, get_resolver

from plaza import roles


@register()
def every_permission_is_given_to_a_role(app_configs=None, **kwargs):
    """A permission in a rule of a URL, in a workflow table or in the menu that no role has: nobody could pass."""
    given = set().union(*roles.PERMISSIONS.values())
    return [
        Error(f"No role has the permission {name!r}.", hint="Give it in plaza/roles.py.", id="plaza.E001")
        for name in sorted(permissions_asked() - given)
    ]


@register()
def every_relation_is_registered(app_configs=None, **kwargs):
    """A relation that a workflow table names and nobody has registered would be a KeyError on the page."""
    return [
        Error(f"{model._meta.label}.{row.name} asks for the relation {name!r}.", id="plaza.E002")
        for model in apps.get_models()
        for row in getattr(model, "workflow", ())
        for name in row.relation
        if name not in model.workflow.relations
    ]


def permissions_asked() -> set[str]:
    """What the URLs, the workflow tables and the menu ask for; the public's own steps ask nobody."""
    from plaza.context import MENU

    asked = {entry[0] for entry in MENU}
    for rule in _rules(get_resolver()):
        asked |= set(rule.permissions)
    for model in apps.get_models():
        for row in getattr(model, "workflow", ()):
            if not row.machine:
                asked |= set(row.permissions)
    return asked


def _rules(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if hasattr(entry.callback, "rule"):
                yield entry.callback.rule
        else:
            yield from _rules(entry)
