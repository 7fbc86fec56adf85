"""Templates are laid out by djlint (CI); a one-word change is a one-line change."""

from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
WIDEST = 120
# One tag that cannot be broken over lines: the settings of htmx, attributes that hang on a condition.
ONE_LONG_TAG = ("historyCacheSize", "aria-label=", "{% if ", "hx-", "href=")


def test_no_line_is_wider_than_a_screen():
    wide = [
        f"{path.name}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST and not any(sign in line for sign in ONE_LONG_TAG)
    ]
    assert wide == []
