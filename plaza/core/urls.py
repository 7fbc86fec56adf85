from django.urls import path

from plaza.core.views import account, health, notices

app_name = "core"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sign-in", account.sign_in, name="sign_in"),
    path("sign-in/demo", account.demo_sign_in, name="demo_sign_in"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("language", account.language, name="language"),
    path("text-size", account.text_size, name="text_size"),
    path("me", account.own_settings, name="settings"),
    path("me/password", account.password, name="password"),
    path("notices", notices.notices, name="notices"),
    path("notices/<int:pk>", notices.read_notice, name="read_notice"),
    path("notices/all", notices.read_all, name="read_all_notices"),
]
