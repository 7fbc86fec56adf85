from django.http import HttpResponse
from django.urls import path

app_name = "followup"
urlpatterns = [
    path("work", lambda r: HttpResponse(), name="work"),
    path("cases", lambda r: HttpResponse(), name="ledger"),
    path("cases/<str:number>", lambda r, number: HttpResponse(), name="case"),
]
