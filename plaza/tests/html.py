"""Pages as the tests read them: the layout of the templates does not count."""

import re


def flat(html: str) -> str:
    """Without the line breaks and indents of the templates: one tag after the other, words where they stand."""
    html = re.sub(r"<[^>]*>", lambda tag: re.sub(r"\s+", " ", tag[0]).replace(" >", ">"), html)
    return re.sub(r"[ \t\r]*\n\s*", "", html)
