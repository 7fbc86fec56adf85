"""What is shown of a person where nobody has asked for more: masks, made on the server."""

import unicodedata


def name(name: str) -> str:
    """张*华, 张*: the first and, from three signs on, the last sign stay."""
    name = unicodedata.normalize("NFKC", name).strip()
    if len(name) < 2:
        return name and "*"
    if len(name) == 2:
        return name[0] + "*"
    return f"{name[0]}*{name[-1]}"


def phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****" if phone else ""


def id_number(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 6)}{number[-3:]}" if len(number) > 8 else "****" if number else ""
