"""The specification of the rights, docs/rights.tsv: a loosened rule is a changed line there."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import run_checks

from plaza import roles
from plaza.checks import permissions_asked
from plaza.tests import rights

ROOT = Path(__file__).resolve().parents[2]
ASKING = {"has_perm", "with_permission", "access", "Tab"}


@pytest.mark.django_db
def test_the_rights_are_those_that_are_written_down(client, event, cast, office, on_the_day, pytestconfig):
    """A right that changed on purpose: `make rights`, and read the difference."""
    text = rights.text(client, event, cast, office, on_the_day)
    if pytestconfig.getoption("--write-rights"):
        rights.FILE.write_text(text)
    assert text == rights.FILE.read_text()


def test_every_permission_that_is_asked_for_is_given_to_a_role():
    assert run_checks() == []
    assert permissions_asked() > {"events.plan", "followup.handle", "core.administer"}


def test_the_check_finds_a_permission_that_nobody_has(monkeypatch):
    monkeypatch.setitem(roles.PERMISSIONS, "admin", frozenset())
    assert "core.administer" in str(run_checks())


def test_every_permission_written_in_the_program_is_given_to_a_role():
    """Where a permission is asked for in passing, has_perm("…"): a slip of the pen would refuse everybody."""
    known, unknown = set().union(*roles.PERMISSIONS.values()), []
    for folder in ("plaza", "events", "petitions", "followup", "evaluation"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ASKING:
                    words = [one.value for one in node.args if isinstance(one, ast.Constant)]
                    unknown += [(path.name, word) for word in words if _is_permission(word) and word not in known]
    assert unknown == []


def _is_permission(word) -> bool:
    app, _dot, name = str(word).partition(".")
    return bool(name) and app in {"core", *(config.label for config in apps.get_app_configs())}
