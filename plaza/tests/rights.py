"""The rights of Plaza as one table, docs/rights.tsv: what the code grants, written down to be read and compared.

    url    name of a URL, who may open it
    role   role, its permissions
    step   kind and name of what may happen, from which status, with which permission, to whom it must belong
    page   a page of one matter, who opens it, and what is answered for an ordinary matter, a confidential one, one
           in which the unit of handler and head is complained of, and a confidential guided one: the status, and
           whether the petitioner can be read (masked or whole)

`make rights` writes it; the test compares it for equality."""

import io
from pathlib import Path

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from followup.models import Case
from followup.tests import factory
from plaza.roles import PERMISSIONS
from plaza.tests.test_url_rules import PEOPLE, ROUTES

FILE = Path(__file__).resolve().parents[2] / "docs" / "rights.tsv"
HEAD = "\t".join(("what", "name", "for", "ordinary", "confidential", "complained of", "guided, confidential"))
NAME, MASK, PHONE = "欧阳青禾", "欧*禾", "13800000077"
PAGES = [
    ("followup:case", {}),
    ("followup:case_notice", {}),
    ("followup:act", {"name": "progress"}),
    ("followup:act", {"name": "name_handler"}),
    ("followup:act", {"name": "object"}),
    ("followup:reveal", {"field": "phone"}),
    ("petitions:correct", {}),
    ("petitions:paper", {"kind": "receipt"}),
    ("petitions:paper", {"kind": "form"}),
    ("petitions:reprint", {}),
]
LISTS = ["followup:ledger", "followup:work", "followup:feedback"]


def text(client, event, cast, office, now) -> str:
    """The whole table."""
    rows = [*_urls(), *_roles(), *_steps(), *_pages(client, matters(event, cast, office, now), cast)]
    return "\n".join([HEAD, *("\t".join(row) for row in rows)]) + "\n"


def matters(event, cast, office, now) -> dict:
    """Four matters of the same person: ordinary, confidential, complained of, guided and confidential."""
    made = _made(event, cast, office, now)
    Case.objects.filter(pk__in=[case.pk for case in made.values()]).update(feedback_due_on=timezone.localdate(now))
    return made


def _made(event, cast, office, now) -> dict:
    common = {"by": cast.recorder, "at": now, "name": NAME, "phone": PHONE}
    return {
        "ordinary": factory.case(event, unit=office.zj, **common),
        "confidential": factory.case(event, unit=office.zj, confidential=True, **common),
        "complained of": factory.case(event, unit=office.rs, complained_unit=office.zj, **common),
        "guided": factory.case(event, outcome="guided", confidential=True, **common),
    }


def _urls():
    for name, entry in ROUTES:
        rule = entry.callback.rule
        yield "url", name, " ".join(rule.permissions) if rule.kind == "permission" else rule.kind


def _roles():
    for role, names in PERMISSIONS.items():
        yield "role", str(role), " ".join(sorted(names))


def _steps():
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        for row in getattr(model, "workflow", ()):
            sources = "any" if row.sources is None else " ".join(row.sources)
            by = " ".join(row.permissions) or "signed_in"
            whose = " ".join(row.relation) or "-"
            machine = "machine" if row.machine else "-"
            yield "step", f"{model._meta.label_lower}.{row.name}", sources, by, whose, machine


def _pages(client, matters, cast):
    for name, more in PAGES:
        for who in PEOPLE:
            cells = (
                _told(_get(client, getattr(cast, who), reverse(name, kwargs={"number": case.number, **more})))
                for case in matters.values()
            )
            yield "page", " ".join((name, *more.values())), who, *cells
    for name in LISTS:
        for who in PEOPLE:
            page = _get(client, getattr(cast, who), f"{reverse(name)}?tab=open")
            guided = _get(client, getattr(cast, who), f"{reverse(name)}?tab=closed")
            cells = (_listed(page, case) for case in list(matters.values())[:3])
            yield "page", name, who, *cells, _listed(guided, matters["guided"])
    for who in PEOPLE:
        answer = _get(client, getattr(cast, who), f"{reverse('followup:ledger')}?tab=open&format=xlsx")
        yield "page", "followup:ledger in Excel", who, *_sheet(answer, list(matters.values())[:3]), "-"


def _get(client, person, url):
    client.force_login(person, backend="plaza.roles.RoleBackend")
    return client.get(url)


def _told(answer) -> str:
    return f"{answer.status_code} {_read(answer.content.decode())}" if answer.status_code == 200 else _refused(answer)


def _refused(answer) -> str:
    return str(answer.status_code)


def _read(words: str) -> str:
    return "name" if NAME in words or PHONE in words else "mask" if MASK in words else "nobody"


def _listed(answer, case) -> str:
    if answer.status_code != 200:
        return _refused(answer)
    row = next((row for row in answer.context["rows"] if row["case"].pk == case.pk), None)
    return "not listed" if row is None else f"listed {_read(row['name'])}"


def _sheet(answer, cases) -> list[str]:
    if answer.status_code != 200:
        return [_refused(answer)] * len(cases)
    lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    found = [next((line for line in lines if case.number in line), None) for case in cases]
    return [f"listed {_read(' '.join(map(str, line)))}" if line else "not listed" for line in found]
