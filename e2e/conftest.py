"""A real Plaza in a folder of its own (web, worker, beat, demo data) and a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("PLAZA_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def site():
    """The address of a running demo."""
    folder = tempfile.mkdtemp(prefix="plaza-e2e-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    env = {**os.environ, "PLAZA_DEMO": "1", "PLAZA_DATA": folder, "PLAZA_BASE_URL": base, "PORT": str(port)}
    manage = [sys.executable, "manage.py", "plaza"]
    for step in (["migrate", "-v0"],):
        subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=env, check=True)
    subprocess.run([*manage, "demo"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    log = open(Path(folder) / "log", "w")  # noqa: SIM115 - open as long as the server
    server = subprocess.Popen([*manage, "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait_for(f"{base}/healthz", server)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def routes():
    env = {**os.environ, "PLAZA_DEMO": "1", "PLAZA_DATA": tempfile.mkdtemp(prefix="plaza-routes-")}
    done = subprocess.run(
        [sys.executable, "manage.py", "plaza", "routes", "--json"],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, site):
    """window(account, width=, height=, language=, javascript=) opens a page, signed in by the demo's button."""
    opened = []

    def open_page(account=None, *, width=1440, height=900, language="zh-CN", javascript=True, **options):
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            **options,
        )
        opened.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
        page.goto("/sign-in")
        if account:
            page.click(f"button[name=as][value={account}]")
        return page

    yield open_page
    for context in opened:
        context.close()


def check_page(page):
    """No accessibility findings, no script errors, no sideways scroll."""
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
    assert page.faults == [], page.url


def choose(page, name, value):
    """Choose by keyboard, as somebody without a mouse would."""
    page.locator(f"[name={name}][value='{value}']").press("Space")


def picture(page, name, **options):
    """Keep a picture for the documents; `make e2e` asks for them, the checks do not."""
    path = PICTURES / f"{name}.png" if os.environ.get("PLAZA_PICTURES") else None
    assert page.screenshot(path=path, **options)


def _wait_for(url, server, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert server.poll() is None, "Plaza ended while starting"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("Plaza did not answer")
