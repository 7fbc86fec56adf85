"""Print the one-time link to the set-up page while the office is not set up."""


def arguments(parser):
    parser.add_argument("--base-url", default="", help="the address of Plaza, when it is not PLAZA_BASE_URL")


def run(options, say, *, quiet=False):
    from django.conf import settings
    from django.utils import timezone

    from plaza.core import offices
    from plaza.office import link

    offices.forget()
    if offices.current().ready:
        if not quiet:
            say("The office is set up already.")
        return
    address = options.get("base_url") or settings.BASE_URL
    say(f"Set up your office here (once, within 24 hours): {address}{link.make(at=timezone.now())}")
