"""The queue: tickets given out, called, missed, come back; the screen on the square."""

import hashlib
import json
from functools import partial

from django.http import Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from events.models import Event
from events.workflow import EventStatus
from petitions import actions, queries
from petitions.forms import IssueForm, OnlyAskedForm, TicketForm, TransferForm
from plaza.core.access import access
from plaza.core.views.act import act
from plaza.core.views.take import take

# (form, action, sentence when done)
AT_DESK = {
    "call_again": (TicketForm, actions.call_again, gettext_lazy("Called again.")),
    "uncall": (TicketForm, actions.uncall, gettext_lazy("The call was taken back.")),
    "receive": (TicketForm, actions.receive, gettext_lazy("The visit has begun.")),
    "miss": (TicketForm, actions.miss, gettext_lazy("Marked as missed. Who comes back is called three places later.")),
    "transfer": (TransferForm, actions.transfer, gettext_lazy("Sent to another desk, with its place in the queue.")),
    "finish": (OnlyAskedForm, actions.only_asked, gettext_lazy("Counted as a visit without a matter.")),
}
IN_QUEUE = {
    "come_back": (TicketForm, actions.come_back, gettext_lazy("Back in the queue, three places later.")),
    "leave": (TicketForm, actions.leave, gettext_lazy("Marked as left.")),
}


@access("petitions.queue")
def queues(request):
    rows = list(queries.queues_for(request.user))
    if len(rows) == 1:
        return redirect("petitions:queue", rows[0].pk)
    return render(request, "petitions/queues.html", {"events": rows})


@access("petitions.queue")
def queue(request, pk):
    event = get_object_or_404(queries.queues_for(request.user), pk=pk)
    form = IssueForm(request.POST or None)
    return take(
        request,
        form,
        partial(actions.issue, event),
        back=lambda ticket: f"{reverse('petitions:queue', args=[event.pk])}?ticket={ticket.number}",
        template="petitions/queue.html",
        context=lambda: {
            "event": event,
            "issued": queries.issued(event, request.GET.get("ticket", "")),
            **queries.queue_page(event, at=timezone.now()),
        },
    )


@access("petitions.register", "petitions.queue")
def ticket_act(request, pk, name):
    """One step of one ticket; the steps of the desk belong to who sits at it."""
    rows = queries.tickets_at_desks_for if name in AT_DESK else queries.tickets_in_queues_for
    ticket = get_object_or_404(rows(request.user), pk=pk)
    form_class, run, done = (AT_DESK | IN_QUEUE)[name]
    back = (
        reverse("petitions:desk", args=[ticket.desk_id])
        if name in AT_DESK
        else reverse("petitions:queue", args=[ticket.event_id])
    )
    return act(request, ticket, name, form_class=form_class, run=run, back=back, done=done)


@access("petitions.queue")
def ticket_paper(request, pk):
    ticket = get_object_or_404(queries.tickets_in_queues_for(request.user), pk=pk)
    ahead = queries.ahead_of(ticket)
    context = {
        "ticket": ticket,
        "event": ticket.event,
        "ahead": ahead,
        "wait": queries.wait_range(ticket.event, ahead=ahead),
        "back": reverse("petitions:queue", args=[ticket.event_id]),
    }
    return render(request, "petitions/ticket.html", context)


@access.public
def display_now(request):
    """The screen of the reception that goes on."""
    event = Event.objects.filter(queue=True, status=EventStatus.OPEN).order_by("date", "id").first()
    if event is None:
        raise Http404
    return redirect("petitions:display", event.pk)


@access.public
def display(request, pk):
    """The screen on the square: ticket and desk only. Asked again every few seconds; unchanged is 304."""
    event = get_object_or_404(Event, pk=pk, queue=True, status__in=queries.SHOWN)
    shown = queries.display(event)
    part = request.htmx or "part" in request.GET
    state = json.dumps([shown, event.status, event.version, get_language(), bool(part)], default=str)
    etag = f'"{hashlib.sha256(state.encode()).hexdigest()[:24]}"'
    if part and request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        template = "petitions/_display.html" if part else "petitions/display.html"
        response = render(request, template, {"event": event, "now": timezone.now(), **shown})
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache, private"
    return response
