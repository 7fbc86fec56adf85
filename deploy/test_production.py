"""The production set-up of docs/deploy.md on this machine: nginx with TLS, gunicorn, PostgreSQL, Redis.

Run by .ci/run. Needs nginx and openssl; CI_POSTGRES and CI_REDIS name the servers."""

import http.cookiejar
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from plaza import keys

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("CI_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("CI_REDIS", "redis://127.0.0.1:6379/6")
DATABASE = "plaza_ci"
PASSWORD = "Qinghe-2026-lantern"
ACCOUNTS = f"""
from plaza.core.models import Office, Unit, User
Office.objects.create(pk=1, name="青禾县广场接访", phone="0000-886 0018", signature="青禾县信访局", ready=True)
unit = Unit.objects.create(code="XF", name="县信访局", petition_office=True)
User.objects.create_user("zhoumin", "{PASSWORD}", name="周敏", unit=unit, roles=["organizer"])
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def database():
    """A database of its own, gone afterwards."""
    connection = psycopg2.connect(POSTGRES)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(
            f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
        yield POSTGRES.rsplit("/", 1)[0] + f"/{DATABASE}"
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("production")


@pytest.fixture(scope="module")
def plain():
    """The port of plain http."""
    return free_port()


@pytest.fixture(scope="module")
def base(folder, database, plain):
    """The https address of the whole set-up."""
    https, http, behind = free_port(), plain, free_port()
    address = f"https://localhost:{https}"
    made = dict(line.split("=", 1) for line in keys.fresh().splitlines())
    passed = {name: value for name, value in os.environ.items() if not name.startswith(("PLAZA_", "DJANGO_"))}
    environment = passed | made | {
        "PLAZA_BASE_URL": address, "PLAZA_ALLOWED_HOSTS": "localhost,127.0.0.1", "PLAZA_TRUSTED_PROXIES": "1",
        "PLAZA_DATA": str(folder / "data"), "DATABASE_URL": database,
        "REDIS_URL": REDIS,
    }  # fmt: skip
    run = {"cwd": ROOT, "env": environment, "check": True}
    subprocess.run([sys.executable, "manage.py", "plaza", "prepare"], **run)
    subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", ACCOUNTS], **run)
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            folder / "plaza.key",
            "-out",
            folder / "plaza.crt",
        ],
        check=True,
        capture_output=True,
    )
    unit = (ROOT / "deploy" / "systemd" / "plaza-web.service").read_text()
    command = re.search(r"^ExecStart=\S+/gunicorn (.*)$", unit, re.M)[1]
    command = command.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    with open(folder / "gunicorn.log", "w") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *command.split()], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    whole = write_nginx(folder, https, http, behind)
    proxy = subprocess.Popen(["nginx", "-c", whole, "-p", folder, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        wait_for(address + "/healthz", folder)
        yield address
    finally:
        for process in (proxy, web):
            process.terminate()
            process.wait(30)


def write_nginx(folder, https, http, behind) -> Path:
    """deploy/nginx.conf with the ports and folders of this run."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("listen 443 ", f"listen 127.0.0.1:{https} "),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("plaza.example;", "localhost;"),
        ("/etc/plaza/tls", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "plaza.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"user root; pid {folder}/nginx.pid; error_log {folder}/start.log;\nevents {{}}\n"
        f"http {{ {paths}\ninclude {folder}/plaza.conf; }}\n"
    )
    return whole


def trusting(folder) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "plaza.crt"))


def wait_for(url, folder):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, context=trusting(folder), timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((folder / "gunicorn.log").read_text() + (folder / "start.log").read_text())


@pytest.fixture
def cookies():
    return http.cookiejar.CookieJar()


@pytest.fixture
def browser(folder, base, cookies):
    return urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusting(folder)), urllib.request.HTTPCookieProcessor(cookies)
    )


def test_a_person_signs_in_over_https_with_secure_cookies(browser, base, cookies):
    page = browser.open(f"{base}/sign-in")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    sent = urllib.parse.urlencode({"username": "zhoumin", "password": PASSWORD, "csrfmiddlewaretoken": token}).encode()
    home = browser.open(urllib.request.Request(f"{base}/sign-in", sent, {"Referer": f"{base}/sign-in"}))
    assert home.status == 200
    assert "周敏" in home.read().decode()
    session = next(cookie for cookie in cookies if cookie.name == "plaza_session")
    assert session.secure


def test_a_stylesheet_comes_compressed_and_may_be_kept_for_ever(browser, base):
    page = browser.open(f"{base}/sign-in").read().decode()
    path = re.search(r'href="(/static/css/plaza\.[0-9a-f]+\.css)"', page)[1]
    sheet = browser.open(urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"}))
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert "immutable" in sheet.headers["Cache-Control"]


def test_no_code_and_no_query_string_reaches_a_log(browser, base, folder):
    token = "x" * 20 + "TOKEN" + "x" * 20
    for path in ("/t/20260518-0001/ABCD2345", "/sign-in?next=/cases%3Fq%3Dzhang", f"/office/setup/{token}/keys"):
        try:
            browser.open(base + path)
        except urllib.error.HTTPError as error:
            error.close()
    log = (folder / "plaza-access.log").read_text()
    assert '"GET /t/20260518-0001/*** HTTP/1.1"' in log
    written = log + (folder / "plaza-error.log").read_text() + (folder / "gunicorn.log").read_text()
    assert "ABCD2345" not in written
    assert "zhang" not in written
    assert "TOKEN" not in written


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def test_plain_http_leads_to_the_configured_name_whatever_the_client_calls_it(base, plain):
    asked = urllib.request.Request(f"http://127.0.0.1:{plain}/sign-in", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(asked)
    assert (answer.value.code, answer.value.headers["Location"]) == (301, "https://localhost/sign-in")


def test_a_name_that_is_not_ours_is_not_answered(browser, base):
    with pytest.raises(urllib.error.HTTPError) as answer:
        browser.open(urllib.request.Request(f"{base}/sign-in", headers={"Host": "evil.example"}))
    assert answer.value.code == 400


def test_what_is_too_large_is_refused_by_the_proxy(browser, base):
    with pytest.raises(urllib.error.HTTPError) as answer:
        browser.open(urllib.request.Request(f"{base}/t/", b"x" * 13 * 1024 * 1024))
    assert answer.value.code == 413
