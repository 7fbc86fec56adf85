"""Initial passwords: shown once on a slip, changed at the first sign-in."""

import secrets

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another on paper


def initial() -> str:
    """Twelve signs in three groups, as they are read from a slip: "kx7m-4pqw-9rtz"."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))
