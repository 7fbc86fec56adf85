"""Pages as the tests read them: the layout of the templates does not count."""

import re


def flat(html: str) -> str:
    """Without the line breaks and indents of the templates: one tag after the other, words where they stand."""
    html = re.sub(r"<[^>]*>", lambda tag: re.sub(r"\s+", " ", tag[0]).replace(" >", ">"), html)
    return re.sub(r"[ \t\r]*\n\s*", "", html)


CHANCE = re.compile(r'(csrfmiddlewaretoken" value|X-CSRFToken":|nonce|name="(?:\w+-)?key" value)=?"[^"]+"')


def steady(response) -> tuple:
    """Status, headers and body without what is new with every answer: tokens, nonces, keys of forms."""
    body = response.content.decode("utf-8", "replace")
    headers = {k: v for k, v in response.headers.items() if k not in ("Content-Security-Policy", "Content-Length")}
    return response.status_code, headers, CHANCE.sub("", body)
