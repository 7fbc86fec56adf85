from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self):
        from events import queries  # noqa: F401 - registers what a person can be to a record
