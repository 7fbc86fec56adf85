"""A style sheet is written in parts and served as one file."""

import gzip
import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

CSS = settings.BASE_DIR / "static" / "css"
LONGEST = 120
SHEETS = sorted(CSS.rglob("*.css"))
PARTS = [path for path in SHEETS if path.parent != CSS]


def name(path):
    return str(path.relative_to(CSS))


def bare(text):
    """Without comments, and without what stands in quotes."""
    return re.sub(r'/\*.*?\*/|"[^"]*"', "", text, flags=re.S)


def imports(path):
    return re.findall(r'^@import url\("(.+?)"\);$', path.read_text(), re.M)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What `collectstatic` makes in production; manifest name -> file."""
    root = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "plaza.stylesheets.JoinedStaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)  # over what is there: the same again
    manifest = json.loads((root / "staticfiles.json").read_text())["paths"]
    return {key: root / value for key, value in manifest.items()}


@pytest.mark.parametrize("sheet", ["plaza", "desk", "print"])
def test_a_sheet_is_served_with_its_parts_in_their_order(collected, sheet):
    served = collected[f"css/{sheet}.css"]
    parts = [(CSS / part).read_text() for part in imports(CSS / f"{sheet}.css")]
    assert "@import" not in served.read_text()
    assert [served.read_text().index(part) for part in parts] == sorted(served.read_text().index(p) for p in parts)
    assert gzip.decompress(served.with_name(served.name + ".gz").read_bytes()) == served.read_bytes()


def test_a_part_is_not_served_a_second_time_by_itself(collected):
    assert [name(path) for path in PARTS if f"css/{name(path)}" in collected] == []


def test_the_sheet_of_the_public_pages_stays_small(collected):
    served = collected["css/plaza.css"]
    assert served.with_name(served.name + ".gz").stat().st_size < 14_000


def test_every_part_stands_in_exactly_one_sheet():
    named = [part for path in SHEETS for part in imports(path)]
    assert sorted(named) == [name(path) for path in PARTS]


def test_every_sheet_is_linked_by_a_template():
    pages = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    assert [path.name for path in CSS.glob("*.css") if f'"css/{path.name}"' not in pages] == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_line_holds_one_declaration_or_one_selector(path):
    wrong = []
    for line in bare(path.read_text()).splitlines():
        code = line.strip()
        many = code.count(";") > 1 or (re.search(r"[{}]", code) and not re.fullmatch(r"[^{};]+\{|\}|@.+\{", code))
        selectors = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "", code)
        if many or (code.endswith(("{", ",")) and not code.startswith("@") and "," in selectors[:-1]):
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_line_fits_the_screen(path):
    # A picture inside the sheet is one word and cannot be broken.
    lines = path.read_text().splitlines()
    assert [line for line in lines if len(line) > LONGEST and "data:image" not in line] == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_rules_stand_apart_and_every_block_is_closed(path):
    lines = path.read_text().splitlines()
    glued = [
        after
        for before, after in zip(lines, lines[1:], strict=False)
        if before.strip() == "}" and after.strip() not in ("", "}")
    ]
    code = bare(path.read_text())
    assert (glued, code.count("{") - code.count("}")) == ([], 0)


def test_a_colour_is_written_once_with_its_light_and_its_dark_value():
    """A theme turns the switches and sets nothing else; what it would repeat stands in :root."""
    rules = [rule for path in SHEETS for rule in re.findall(r"([^{};]+)\{([^{}]*)\}", bare(path.read_text()))]
    themes = [block for selector, block in rules if re.search(r":root|\[data-bs-theme", selector)]
    tokens = [token for block in themes for token in re.findall(r"(--[\w-]+):", block)]
    twice = {token for token in tokens if tokens.count(token) > 1}
    assert twice == {"--light", "--dark"}
    assert "--pz-ink" in tokens


def test_a_switch_that_is_off_keeps_the_space_that_is_its_value():
    switches = re.findall(r"--(?:light|dark):(.*);", (CSS / "plaza" / "tokens.css").read_text())
    assert sorted(set(switches)) == [" ", " initial"]


def test_a_part_names_no_file_by_a_relative_address():
    assert [name(path) for path in PARTS if re.search(r'url\("?(?!"?data:)', path.read_text())] == []


def test_the_oldest_browser_reads_every_sheet():
    """Chromium 90. What it does not know makes it drop the whole rule; only the desk has `:has`, and does without."""
    new = re.compile(r"@(layer|container)\b|color-mix\(|light-dark\(|^\s*&|\ddvh\b", re.M)
    assert [name(path) for path in SHEETS if new.search(bare(path.read_text()))] == []
    assert {name(path) for path in SHEETS if ":has(" in path.read_text()} <= {"desk/register.css", "desk/outcome.css"}
