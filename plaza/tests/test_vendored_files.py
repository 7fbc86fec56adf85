"""What the browser is given is what was reviewed: pinned, licensed, hashed, from no other server."""

import hashlib
import json
import re

import pytest
from django.conf import settings

VENDOR = settings.BASE_DIR / "static" / "vendor"
MANIFEST = dict(reversed(line.split("  ", 1)) for line in (VENDOR / "MANIFEST.sha256").read_text().splitlines())


def test_the_manifest_names_every_file():
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert files - {"MANIFEST.sha256"} == set(MANIFEST)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_vendored_file_is_unchanged(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST[name]


def test_every_vendored_folder_has_its_licence():
    assert all((folder / "LICENSE").exists() for folder in VENDOR.iterdir() if folder.is_dir())


def test_the_versions_are_pinned_exactly():
    package = json.loads((settings.BASE_DIR / "frontend" / "package.json").read_text())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["dependencies"].values())


def test_nothing_is_loaded_from_another_server():
    ours = [
        *(settings.BASE_DIR / "static").rglob("*.css"),
        *(settings.BASE_DIR / "static" / "js").rglob("*.js"),
        *(settings.BASE_DIR / "templates").rglob("*.html"),
    ]
    loads = re.compile(
        r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//"""
        r"""|@import (?!url\("[\w/-]+\.css"\);)|sourceMappingURL"""
    )
    assert [path.name for path in ours if loads.search(path.read_text())] == []


def test_templates_carry_no_script_of_their_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\son[a-z]+=|javascript:", re.I)
    pages = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [path.name for path in pages if inline.search(path.read_text())] == []
