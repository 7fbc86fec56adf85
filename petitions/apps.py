from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self):
        from petitions import queries  # noqa: F401 - registers what a person can be to a record
