from django.urls import path

from evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("overview", views.overview, name="overview"),
    path("overview/report", views.report, name="report"),
    path("overview/behind", views.behind, name="behind"),
]
