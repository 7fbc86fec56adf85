from django.urls import path

from followup.views import acts, bulk, case, ledger, public

app_name = "followup"
urlpatterns = [
    path("work", ledger.work, name="work"),
    path("work/sign", bulk.sign_all, name="sign_all"),
    path("feedback", ledger.feedback, name="feedback"),
    path("cases", ledger.ledger, name="ledger"),
    path("cases/reason", ledger.search_reason, name="search_reason"),
    path("cases/notices/<int:unit>", case.notices, name="assignment_notice"),
    path("cases/<str:number>", case.page, name="case"),
    path("cases/<str:number>/notice", case.notice, name="case_notice"),
    path("cases/<str:number>/reveal/<str:field>", case.reveal, name="reveal"),
    path("cases/<str:number>/files/<int:pk>", case.attachment, name="file"),
    path("cases/<str:number>/undo", acts.undo, name="undo"),
    path("cases/<str:number>/do/<str:name>", acts.step_page, name="act"),
    path("t/", public.track, name="track"),
    path("t/matter", public.tracked, name="tracked"),
    path("t/matter/rating", public.rate_public, name="rate_public"),
    path("t/matter/unsolved", public.unsolved_public, name="unsolved_public"),
    path("t/<str:number>/<str:code>", public.track_code, name="track_code"),
]
