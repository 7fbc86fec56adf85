from django.utils.text import capfirst


def capitalised(choices) -> list[tuple[str, str]]:
    """The options of a select, in the reader's language, each beginning like a sentence."""
    return [(value, capfirst(label)) for value, label in choices.choices]
