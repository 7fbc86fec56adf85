from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self):
        from events import forms, queries  # noqa: F401 - register the parts, and what a person can be to a task
        from plaza.core import idle

        idle.at_desk.append(queries.has_desk_duty)
