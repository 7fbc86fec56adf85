from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from plaza.core import outbox
from plaza.core.access import access


@access.signed_in
def notices(request):
    page = Paginator(outbox.in_app_of(request.user), 20).get_page(request.GET.get("page"))
    rows = [
        {"message": message, "title": title, "body": body}
        for message in page
        for title, body in [outbox.render(message)]
    ]
    return render(request, "core/notices.html", {"page": page, "rows": rows})


@access.signed_in
@require_POST
def read_notice(request, pk):
    """Mark one notice as read and go where it points."""
    message = get_object_or_404(outbox.in_app_of(request.user), pk=pk)
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return redirect(message.url or "core:notices")


@access.signed_in
@require_POST
def read_all(request):
    outbox.in_app_of(request.user).filter(read_at=None).update(read_at=timezone.now())
    return redirect("core:notices")
