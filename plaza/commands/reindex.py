"""Make the search index anew."""


def arguments(parser):
    pass


def run(options, say):
    from plaza.core import search

    say(f"indexed: {search.reindex()}")
