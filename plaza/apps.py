from django.apps import AppConfig


class PlazaConfig(AppConfig):
    """The wiring: commands, checks, home, set-up, demo. It has no records of its own."""

    name = "plaza"

    def ready(self):
        from plaza import checks  # noqa: F401 - registers them
