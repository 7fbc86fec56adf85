"""How people stand in a choice: by name, and by what tells them apart when two bear the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from plaza.core.models import User


def labels(people: Iterable[User], text: Callable[[User], str] = str) -> list[tuple[int, str]]:
    """(key, label) of each. Where two labels are the same, the post stands behind them, or the account when the
    posts do not tell them apart."""
    rows, alike = [(person, text(person)) for person in people], defaultdict(list)
    for person, label in rows:
        alike[label].append(person.post.lstrip("*"))
    found = []
    for person, label in rows:
        posts, post = alike[label], person.post.lstrip("*")
        if len(posts) > 1:
            apart = post if post and posts.count(post) == 1 else person.username
            label = _("%(name)s (%(apart)s)") % {"name": label, "apart": apart}
        found.append((person.pk, label))
    return found


class ToldApart(ModelChoiceIterator):
    """The options of a field that chooses a person, no two alike."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from labels(self.queryset, self.field.label_from_instance)


class PersonField(forms.ModelChoiceField):
    """A choice of people in which no two look the same."""

    iterator = ToldApart
