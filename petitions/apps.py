from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self):
        from petitions import queries  # noqa: F401 - registers what a person can be to a record
        from petitions.forms import given_back
        from plaza.core.views import errors

        errors.give_back_only(given_back)
