"""List every URL with its methods and the rule that guards it."""

import inspect
import json

from django.urls import URLPattern, get_resolver


def arguments(parser):
    parser.add_argument("--json", action="store_true")


def run(options, say):
    routes = all_routes()
    if options["json"]:
        say(json.dumps(routes, ensure_ascii=False, indent=1))
        return
    for route in routes:
        allowed = ", ".join(route["permissions"]) or route["rule"]
        say(f"{'/'.join(route['methods']):<10} /{route['pattern']:<50} {route['name']:<30} {allowed}")


def all_routes() -> list[dict]:
    """Every URL of the project, in the order of the URLconf."""
    return list(_walk(get_resolver(), "", []))


def _walk(resolver, prefix, namespaces):
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            inner = [*namespaces, entry.namespace] if entry.namespace else namespaces
            yield from _walk(entry, pattern, inner)
            continue
        rule = getattr(entry.callback, "rule", None)
        yield {
            "pattern": pattern,
            "name": ":".join([*namespaces, entry.name or ""]),
            "methods": _methods(entry.callback),
            "arguments": sorted(entry.pattern.converters),
            "rule": rule.kind if rule else "none",
            "permissions": list(rule.permissions) if rule else [],
            "public": bool(rule) and rule.kind == "public",
        }


def _methods(view) -> list[str]:
    """The methods a view takes: those of its class or of require_http_methods, else GET and POST."""
    while view:
        if hasattr(view, "view_class"):
            return [name.upper() for name in ("get", "post", "put", "delete") if hasattr(view.view_class, name)]
        if inspect.isfunction(view):
            methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
            if methods:
                return list(methods)
        view = getattr(view, "__wrapped__", None)
    return ["GET", "POST"]
