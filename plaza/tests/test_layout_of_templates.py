"""Templates are laid out by djlint (CI); a one-word change is a one-line change."""

import re

from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
WIDEST = 120
# One tag that cannot be broken over lines: the settings of htmx, attributes that hang on a condition.
ONE_LONG_TAG = ("historyCacheSize", "aria-label=", "{% if ", "hx-", "href=")
TEMPLATE_TAG = re.compile(r"{[%{#].*?[%}#]}")
HTML_TAG = re.compile(r"<(?P<end>/)?(?P<name>[a-z][a-z0-9]*)\b")


def test_no_line_is_wider_than_a_screen():
    wide = [
        f"{path.name}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST and not any(sign in line for sign in ONE_LONG_TAG)
    ]
    assert wide == []


def test_an_element_ends_where_it_begins():
    """djlint loses its place where an end tag and the next block stand on one line: wrap them in {% joined %}."""
    assert {path.name: lost for path in TEMPLATES if (lost := elements_that_end_elsewhere(path.read_text()))} == {}


def elements_that_end_elsewhere(text) -> list[str]:
    """Elements whose first line and last line stand alone, at different indents; not those that a branch opens."""
    begun, lost, before = [], [], ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = TEMPLATE_TAG.sub(lambda tag: " " * len(tag[0]), line)
        for tag in HTML_TAG.finditer(bare):
            alone = not line[: tag.start()].strip()
            if not tag["end"]:
                in_a_branch = before.strip().startswith(("{% if", "{% else"))
                begun.append((tag["name"], number, tag.start() if alone and not in_a_branch else None))
                continue
            while begun and begun[-1][0] != tag["name"]:
                begun.pop()  # without an end tag
            if begun:
                name, first, indent = begun.pop()
                if alone and indent is not None and first != number and indent != tag.start():
                    lost.append(f"{name}, lines {first} to {number}")
        before = line
    return lost
