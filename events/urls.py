from django.urls import path

from events.parts import pages
from events.views import parts, plan, tasks

app_name = "events"
urlpatterns = [
    path("events", plan.events, name="list"),
    path("events/new", plan.new, name="new"),
    path("events/<int:pk>", plan.plan, name="plan"),
    path("events/<int:pk>/edit", plan.edit, name="edit"),
    path("events/<int:pk>/map", plan.map_sketch, name="map"),
    path("events/<int:pk>/print", plan.print_plan, name="print"),
    path("events/<int:pk>/history", plan.history, name="history"),
    path("events/<int:pk>/do/<str:name>", plan.step, name="act"),
    *(path(f"events/<int:pk>/{page.name}", parts.page(page), name=page.name) for page in pages()),
    path("events/<int:pk>/parts/<str:name>/excel", parts.part_excel, name="part_excel"),
    path("events/<int:pk>/duties", parts.assign_duty, name="assign_duty"),
    path("events/<int:pk>/safety", parts.safety, name="safety"),
    path("events/<int:pk>/restore/<str:table>/<str:ids>", parts.restore, name="restore"),
    path("events/<int:pk>/duties/<int:duty_pk>/end", parts.end_duty, name="end_duty"),
    path("events/<int:pk>/tasks/new", tasks.new, name="task_new"),
    path("events/<int:pk>/tasks/<int:task_pk>", tasks.task, name="task"),
    path("events/<int:pk>/tasks/<int:task_pk>/remove", tasks.remove, name="task_remove"),
    path("events/<int:pk>/tasks/<int:task_pk>/do/<str:name>", tasks.step, name="task_act"),
]
