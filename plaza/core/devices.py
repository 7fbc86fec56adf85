"""Wrong passwords are slowed per account and device. A device is a browser in which somebody signed in: it keeps a
signed cookie that says for which accounts.

Guesses from devices that do not know an account are counted together, whatever their addresses; those from one that
knows it are counted for that device alone. So whoever guesses, from the same address or from a thousand, slows no
known device down. The address decides nothing: a whole square stands behind one."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from plaza.core import slowing

COOKIE, PATH = "plaza_device", "/sign-in"
REMEMBERED = 400 * 86400  # the longest that browsers keep a cookie
ACCOUNTS = 30  # known to one device, the latest: desks are shared
LIMIT = slowing.Limit(free=6, longest=60)


@dataclass(frozen=True)
class Device:
    id: str = ""
    accounts: tuple[str, ...] = ()

    def subject(self, username: str) -> str:
        """What wrong passwords for this account, typed here, are counted under."""
        account = _account(username)
        return slowing.subject("device", self.id, account) if account in self.accounts else account


def of(request) -> Device:
    """The device of this browser; one that knows nobody when the cookie is missing or not ours."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=REMEMBERED)
        return Device(kept["id"], tuple(kept["accounts"]))
    except (signing.BadSignature, KeyError, TypeError):
        return Device()


def remember(response, request, username: str) -> None:
    """After a right password: this browser is a device that knows the account."""
    device, account = of(request), _account(username)
    others = [known for known in device.accounts if known != account]
    kept = {"id": device.id or secrets.token_hex(16), "accounts": [account, *others][:ACCOUNTS]}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=COOKIE),
        max_age=REMEMBERED,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _account(username: str) -> str:
    return slowing.subject("account", username)
