from django.urls import path, register_converter

from petitions.views import desk, envelopes, matter, papers, queue


class OneOf:
    """A word of a closed list in the path."""

    def __init_subclass__(cls, words):
        cls.regex = "|".join(words)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Paper(OneOf, words=papers.KINDS):
    pass


class Step(OneOf, words=[*queue.AT_DESK, *queue.IN_QUEUE]):
    pass


register_converter(Paper, "paper")
register_converter(Step, "step")

app_name = "petitions"
urlpatterns = [
    path("desks", desk.desks, name="desks"),
    path("desks/<int:pk>", desk.desk, name="desk"),
    path("desks/<int:pk>/call", desk.call, name="call"),
    path("desks/<int:pk>/promise", desk.promise, name="promise"),
    path("desks/<int:pk>/earlier", desk.earlier, name="earlier"),
    path("desks/<int:pk>/today", desk.today, name="today"),
    path("events/<int:pk>/late", desk.late, name="late"),
    path("display", queue.display_now, name="display_now"),
    path("events/<int:pk>/display", queue.display, name="display"),
    path("petitions/<str:number>/open", matter.open_matter, name="open"),
    path("petitions/<str:number>/correct", matter.correct, name="correct"),
    path("petitions/<str:number>/disclose", matter.disclose, name="disclose"),
    path("petitions/<str:number>/reprint", papers.reprint, name="reprint"),
    path("petitions/<str:number>/<paper:kind>", papers.paper, name="paper"),
    path("queue", queue.queues, name="queues"),
    path("queue/<int:pk>", queue.queue, name="queue"),
    path("tickets/<int:pk>/paper", queue.ticket_paper, name="ticket"),
    path("tickets/<int:pk>/<step:name>", queue.ticket_act, name="ticket_act"),
    path("stubs", envelopes.stubs, name="stubs"),
    path("stubs/take-in", envelopes.take_in, name="take_in"),
    path("stubs/<int:pk>/hand-over", envelopes.hand_over, name="hand_over"),
    path("stubs/proposals/<int:pk>", envelopes.decide, name="decide"),
]
