"""`moved`: the one upward channel, sent inside the transaction by registering, correcting and every move.

Receivers get `sender` (the model), `obj`, `action`, `by`, `at`, `facts`; they add one action call, or veto
with NotPossible."""

from django.dispatch import Signal

moved = Signal()
