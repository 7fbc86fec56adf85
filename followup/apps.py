from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"

    def ready(self):
        from followup import indexing, receivers  # noqa: F401
        from plaza.core import search

        search.register(indexing.KIND, indexing.everything)
