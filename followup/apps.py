from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"

    def ready(self):
        from followup import receivers, search_rows  # noqa: F401
        from plaza.core import search

        search.register(search_rows.KIND, search_rows.rebuild)
