"""Two worlds that differ in what is hidden: no page tells them apart, to nobody, by nothing that it answers.

(That there is an accusation, and which category it had: followup/tests/test_bare_lines.py.)"""

import io

import pytest
from django.db import transaction
from openpyxl import load_workbook

from followup import search_rows
from followup.tests import factory
from petitions.actions.registering import write_person
from petitions.models import Petition
from plaza.core import offices
from plaza.tests.html import steady
from plaza.tests.test_statement_counts import PAGES
from plaza.tests.test_url_rules import PEOPLE, ROUTES, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.slow]
PERSON = {
    "name": "欧阳青禾",
    "anonymous": False,
    "phone": "13811110037",
    "idno": "000000198001010019",
    "address": "锦绣苑1号",
    "district": "东溪街道",
}
# What stands in the second world: of an ordinary person, and of one who asked for confidence. Masks stay alike.
ORDINARY = {"phone": "13822220037", "idno": "000000199001010019", "address": "南桥路9号"}
CONFIDENTIAL = {**ORDINARY, "phone": "13899990037", "name": "欧阳甲禾"}
# Who reveals may look for a whole phone or ID number, and that is logged; nobody else learns by searching.
LOOKED_FOR = {str(world[field]) for world in (PERSON, ORDINARY, CONFIDENTIAL) for field in ("phone", "idno")}
TYPED = sorted({*LOOKED_FOR, *(str(world[field]) for world in (PERSON, CONFIDENTIAL) for field in ("name", "address"))})
LISTS = ("/cases?tab=open", "/work?tab=open", "/feedback?", "/overview/behind?figure=matters&period=all")


def addresses(world, person):
    """Every page of the project, every list with its formats and orders, and every search for what is hidden."""
    for name, entry in ROUTES:
        yield url_of(name, entry, world)
    by_name = dict(ROUTES)
    for key, (_who, _arguments, query, _count) in PAGES.items():
        name = key.split(" ")[0]
        if query:
            yield url_of(name, by_name[name], world) + query
    for url in LISTS:
        for more in ("order=due", "order=-registered", "order=number", "format=print", "format=xlsx", "search=0037"):
            yield f"{url}&{more}"
    for typed in TYPED:
        if not (typed in LOOKED_FOR and person.has_perm("followup.reveal")):
            yield from (f"{url}&search={typed}" for url in LISTS[:2])


def seen(client, url) -> str:
    answer = client.get(url)
    if answer.streaming:
        return f"{answer.status_code} {dict(answer.headers)} {b''.join(answer.streaming_content)!r}"
    if "spreadsheetml" in answer.headers.get("Content-Type", ""):
        return str([list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(answer.content))])
    return str(steady(answer))


def make_so(petition, **changes):
    write_person(petition.petitioner, **{**PERSON, **changes}).save()
    search_rows.index(Petition.objects.select_related("petitioner").get(pk=petition.pk))


@pytest.mark.parametrize("role", PEOPLE)
def test_nobody_tells_two_worlds_apart(as_, world, event, cast, now, office, role):
    hidden = factory.case(event, by=cast.supervisor, at=now, unit=office.zj, confidential=True).petition
    person = getattr(world.cast, role)
    client, worlds = as_(person), []
    client.raise_request_exception = False
    for ordinary, confidential in (({}, {}), (ORDINARY, CONFIDENTIAL)):
        make_so(world.petition, **ordinary)
        make_so(hidden, **confidential)
        with transaction.atomic():  # what the looks themselves leave behind is no difference
            worlds.append({url: seen(client, url) for url in addresses(world, person)})
            transaction.set_rollback(True)
        offices.forget()
    assert [url for url in worlds[0] if worlds[0][url] != worlds[1][url]] == []


def test_the_control_what_is_not_hidden_tells_them_apart(as_, world):
    client, worlds = as_(world.cast.organizer), []
    for district in ("东溪街道", "南桥街道"):
        make_so(world.petition, district=district)
        worlds.append(seen(client, f"/cases/{world.petition.number}"))
    assert worlds[0] != worlds[1]
