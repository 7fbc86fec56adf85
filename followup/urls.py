from django.http import HttpResponse
from django.urls import path

from followup.views import public

app_name = "followup"
urlpatterns = [
    path("work", lambda r: HttpResponse(), name="work"),
    path("cases", lambda r: HttpResponse(), name="ledger"),
    path("cases/<str:number>", lambda r, number: HttpResponse(), name="case"),
    path("t/", public.track, name="track"),
    path("t/matter", public.tracked, name="tracked"),
    path("t/matter/rating", public.rate_public, name="rate_public"),
    path("t/matter/unsolved", public.unsolved_public, name="unsolved_public"),
    path("t/<str:number>/<str:code>", public.track_code, name="track_code"),
]
