"""The first page of each role: the one that answers that role's question."""

from django.shortcuts import redirect, render

from plaza.core import offices
from plaza.core.access import access
from plaza.core.models.people import Role

HOMES = {
    Role.ORGANIZER: "events:list",
    Role.RECORDER: "petitions:desks",
    Role.ADVISER: "petitions:queues",
    Role.HANDLER: "followup:work",
    Role.HEAD: "followup:work",
    Role.LEADER: "evaluation:overview",
    Role.SUPERVISOR: "followup:ledger",
    Role.LIAISON: "petitions:stubs",
    Role.ADMIN: "office:settings",
    Role.VOLUNTEER: "petitions:queues",
}


@access.public
def home(request):
    if not request.user.is_authenticated:
        return redirect("core:sign_in") if offices.current().ready else render(request, "account/not_ready.html")
    if not offices.current().ready and request.user.has_perm("core.administer"):
        return redirect("office:setup", "go-on")
    name = HOMES.get(request.user.first_role)
    return redirect(name) if name else render(request, "account/no_role.html")
