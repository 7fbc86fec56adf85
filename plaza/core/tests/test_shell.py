"""The frame around every page: language, text size, theme, results, refusals."""

import json
import re

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.urls import reverse

from plaza.core.views import errors
from plaza.tests.html import flat

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.handler)
    return client


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_every_template_compiles(path):
    engines["django"].get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


def test_the_page_says_its_language(client, office):
    for code, tag in [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")]:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
        html = flat(client.get(reverse("core:sign_in")).content.decode())
        assert f'<html lang="{tag}"' in html
        assert re.search(rf'value="{code}" lang="{tag}" aria-pressed="true"', html)


def test_htmx_is_told_to_swap_refusals_and_to_keep_no_history(signed_in):
    html = flat(signed_in.get(reverse("core:settings")).content.decode())
    config = json.loads(re.search(r"<meta name=\"htmx-config\" content='([^']+)'", html).group(1))
    swapped = next(rule for rule in config["responseHandling"] if "422" in rule["code"])
    assert swapped["swap"] is True and {"403", "409"} <= set(swapped["code"].split("|"))
    assert config["historyCacheSize"] == 0 and config["allowEval"] is False


def test_a_wrong_password_keeps_the_account_and_sums_up_the_error(client, cast):
    answer = client.post(reverse("core:sign_in"), {"username": "gaoyan", "password": "no"})
    html = flat(answer.content.decode())
    assert answer.status_code == 422
    assert 'class="errors"' in html and 'value="gaoyan"' in html and "<title>需要修改：" in html


def test_text_size_and_theme_are_the_persons(signed_in, cast):
    signed_in.post(reverse("core:text_size"), {"size": "large", "next": "/me"})
    signed_in.post(reverse("core:settings"), {"language": "", "text_size": "large", "theme": "dark"})
    html = flat(signed_in.get(reverse("core:settings")).content.decode())
    assert 'data-pz-text="large"' in html and 'data-bs-theme="dark"' in html


def test_a_result_stays_on_the_page_until_the_next_action(signed_in):
    answer = signed_in.post(reverse("core:settings"), {"language": "", "text_size": "", "theme": ""}, follow=True)
    assert 'class="result" role="status"' in flat(answer.content.decode())
    assert 'class="result"' not in signed_in.get(reverse("core:settings")).content.decode()


def test_not_found_speaks_the_readers_language(signed_in, cast):
    html = signed_in.get("/no-such-page").content.decode()
    assert "没有找到这个页面" in html and "<h1>" in html


def test_a_fault_page_needs_no_database(rf):
    # Without the db fixture any statement raises.
    assert errors.server_error(rf.get("/")).status_code == 500
    assert errors.bad_request(rf.get("/")).status_code == 400


def test_a_stale_token_shows_what_was_typed_in_a_form_to_send_again(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.handler)
    answer = client.post("/me", {"note": "维保单位确认 28 日 9:00 试运行，市监局派员到场。", "password": "Secret-1"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "维保单位确认 28 日 9:00 试运行" in html and "<textarea" in html and 'action="/me"' in html
    assert "Secret-1" not in html


def test_every_page_has_one_heading_and_one_filled_button(signed_in):
    for name in ("core:settings", "core:password", "core:notices"):
        main = signed_in.get(reverse(name)).content.decode().split("<main", 1)[1].split("</main>")[0]
        assert main.count("<h1") == 1
        assert main.count("btn-primary") <= 1


def test_what_another_site_sent_is_not_offered_to_be_sent_again(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.organizer, backend="plaza.roles.RoleBackend")
    response = client.post("/me", {"theme": "a theme chosen elsewhere"}, HTTP_ORIGIN="https://elsewhere.example")
    assert response.status_code == 403
    assert "a theme chosen elsewhere" not in response.content.decode()
