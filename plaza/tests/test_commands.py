"""`manage.py plaza NAME`: each prints one line that says what was done."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plaza.core import audit, chain, outbox
from plaza.core.models import AuditEntry, Message


@pytest.fixture
def plaza():
    def run(*arguments):
        out = StringIO()
        call_command("plaza", *arguments, stdout=out)
        return out.getvalue().strip()

    return run


def test_routes_name_the_rule_of_every_url(plaza):
    routes = json.loads(plaza("routes", "--json"))
    assert [route["name"] for route in routes if route["rule"] == "none"] == []
    by_name = {route["name"]: route for route in routes}
    assert by_name["core:healthz"] == {
        "pattern": "healthz", "name": "core:healthz", "methods": ["GET", "HEAD"], "arguments": [],
        "rule": "public", "permissions": [], "public": True,
    }  # fmt: skip
    assert by_name["core:sign_out"]["methods"] == ["POST"]
    assert by_name["core:notices"]["public"] is False


def test_deliver_says_how_many_were_delivered(plaza, cast, now):
    outbox.post("notice", key="x", to=[cast.handler], at=now - timedelta(days=1))
    assert plaza("deliver") == f"delivered: {Message.objects.exclude(sent_at=None).count()}"
    assert plaza("deliver") == "delivered: 0"


def test_remind_takes_the_moment_as_an_argument(plaza, office):
    assert plaza("remind", "--at", "2026-05-18T09:00") == "reminders as of 2026-05-18 09:00: 0 told"


def test_remind_refuses_what_is_no_moment(plaza, office):
    with pytest.raises(CommandError, match="is not a date and time"):
        plaza("remind", "--at", "tomorrow")


def test_verify_audit_passes_an_untouched_record(plaza, office, cast, now):
    entry = audit.record(office.zj, "edited", by=cast.admin, at=now)
    link = chain.link(at=now)
    head = f"{entry.pk}:1:{link.mac[:32]}"
    assert plaza("verify_audit", "--anchor", head) == f"head: {head}\naudit: 1 entries, no fault"
    assert plaza("verify_audit") == f"head: {head}\naudit: 1 entries, no fault"


def test_verify_audit_fails_on_another_head_than_was_noted_down(plaza, office, cast, now):
    audit.record(office.zj, "edited", by=cast.admin, at=now)
    chain.link(at=now)
    with pytest.raises(CommandError, match="audit: 1 faults"):
        plaza("verify_audit", "--anchor", "7:7:00")


def test_verify_audit_fails_on_an_edited_entry(plaza, office, cast, now):
    audit.record(office.zj, "edited", by=cast.admin, at=now)
    chain.link(at=now)
    AuditEntry.objects.update(act="nothing")
    with pytest.raises(CommandError, match="audit: 1 faults"):
        plaza("verify_audit")


def test_the_demo_is_refused_outside_the_demo(plaza, office):
    with pytest.raises(CommandError, match="in the demo only"):
        plaza("demo", "--remove")
