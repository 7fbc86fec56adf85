from django.urls import include, path

from plaza.core import urls as core
from plaza.core.views import errors
from plaza.home import home

urlpatterns = [
    path("", include(([path("", home, name="home"), *core.urlpatterns], "core"))),
    path("", include("events.urls")),
    path("", include("petitions.urls")),
    path("", include("followup.urls")),
    path("", include("evaluation.urls")),
    path("office/", include("plaza.office.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
