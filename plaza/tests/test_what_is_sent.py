"""What strangers send is looked at before it costs anything: cookies, sizes, files."""

import io
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from plaza.core import middleware
from plaza.tests.examples import EXAMPLES

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("value", ['"a\\000b"', '"\\000"'])
@pytest.mark.parametrize("name", ["plaza_session", "plaza_language", "csrftoken", "plaza_track", "plaza_text"])
def test_a_cookie_that_no_database_can_hold_counts_as_none(cast, name, value):
    answer = Client().get("/sign-in", HTTP_COOKIE=f"{name}={value}")
    assert answer.status_code == 200


def test_the_other_cookies_of_that_browser_still_count(rf):
    request = rf.get("/", HTTP_COOKIE='a="\\000"; plaza_session=x; b="\\000"')
    middleware.CleanInput(lambda request: HttpResponse())(request)
    assert request.COOKIES == {"plaza_session": "x"}


@pytest.fixture
def spooled(monkeypatch):
    """The temporary files that were made for uploads."""
    made = []
    whole = tempfile.NamedTemporaryFile

    def remembered(*args, **how):
        made.append(how)
        return whole(*args, **how)

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", remembered)
    return made


def big(megabytes):
    return SimpleUploadedFile("a.pdf", b"x" * (megabytes * MEGABYTE))


class Unread(io.BytesIO):
    """A body of which it is told how much was read."""

    taken = 0

    def read(self, size=-1):
        body = super().read(size)
        self.taken += len(body)
        return body


@pytest.mark.parametrize("path", ["/sign-in", "/t/", "/me", "/nowhere"])
def test_what_says_that_it_is_too_large_is_refused_before_it_is_parsed(as_, cast, spooled, path):
    for client in (Client(), as_(cast.handler)):
        answer = client.post(path, {"a": big(13)})
        assert answer.status_code == 413
    assert spooled == []


def test_the_body_of_a_refused_request_is_read_away_up_to_a_limit(rf):
    """A browser shows an answer when it could send everything."""
    for sent, taken in ((20, 20), (90, middleware.READ_AWAY // MEGABYTE)):
        body = Unread(b"x" * (sent * MEGABYTE))
        request = rf.generic("POST", "/sign-in", CONTENT_LENGTH=sent * MEGABYTE, **{"wsgi.input": body})
        assert middleware.CleanInput(lambda request: None)(request).status_code == 413
        assert body.taken == taken * MEGABYTE


def test_a_body_that_does_not_say_its_size_is_not_read(rf):
    body = Unread(b"a=1" * MEGABYTE)
    request = rf.generic(
        "POST", "/sign-in", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": body}
    )
    middleware.CleanInput(lambda request: HttpResponse(str(request.POST)))(request)
    assert body.taken == 0


def test_a_stranger_s_file_is_never_written_to_the_disk_and_the_text_is_kept(world, spooled):
    url = reverse("followup:act", kwargs=EXAMPLES["followup:act"](world))
    answer = Client().post(url, {"text": "制动器已经更换，验收合格，恢复使用。", "file": big(9)})
    assert answer.status_code == 403
    assert "制动器已经更换，验收合格，恢复使用。</textarea>" in answer.text
    assert spooled == []


def test_a_file_of_a_member_of_staff_is_spooled_as_ever(as_, cast, spooled):
    as_(cast.handler).post("/me", {"file": big(9)})
    assert len(spooled) == 1


@pytest.mark.parametrize("field", ["username", "\x00"])
def test_text_that_no_database_can_hold_is_refused(client, cast, field):
    assert client.post("/sign-in", {field: "a\x00b"}).status_code == 400
