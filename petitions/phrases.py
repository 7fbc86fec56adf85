"""What is often answered at a desk."""

from django.utils.translation import gettext as _


def phrases() -> list[str]:
    return [
        _("The rules were explained and the petitioner understood them."),
        _("What happens next and until when was explained."),
        _("Settled together with the unit on the spot."),
        _("The matter belongs to the courts or to arbitration; the way there was explained."),
        _("Papers are missing; what to bring was written down for the petitioner."),
    ]
