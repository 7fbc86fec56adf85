"""What is laid down in deploy/ for a real installation."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SET = {
    "User=plaza", "NoNewPrivileges=yes", "UMask=0077", "CapabilityBoundingSet=", "PrivateTmp=yes",
    "PrivateDevices=yes", "ProtectSystem=strict", "ProtectHome=yes", "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectControlGroups=yes", "RestrictNamespaces=yes",
    "RestrictSUIDSGID=yes", "SystemCallFilter=@system-service", "SystemCallArchitectures=native",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
}  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_each_process_may_do_only_what_it_needs(unit):
    assert set(unit.read_text().splitlines()) >= SET


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_itself_finds_the_exposure_low(unit):
    asked = ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(unit)]
    assert subprocess.run(asked, capture_output=True).returncode == 0


def test_nginx_and_plaza_agree_on_the_largest_request():
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())[1])
    assert megabytes * 1024 * 1024 == settings.REQUEST_MAX_BYTES > settings.FILE_UPLOAD_MAX_BYTES


def test_every_redirect_of_nginx_is_to_the_configured_name():
    text = (DEPLOY / "nginx.conf").read_text()
    assert re.findall(r"return 30\d (\S+);", text) == ["https://$server_name$request_uri"]
