from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plaza.core import outbox
from plaza.core.access import access
from plaza.core.lists import FilteredListView


class NoticeList(FilteredListView):
    """Without a sheet: these are letters to one person, to be read and opened one by one, not a table to take out."""

    template_name = "core/notices.html"
    orderings = {"new": ("-sent_at", "-pk")}
    page_size = 20

    def queryset(self):
        return outbox.in_app_of(self.request.user)

    def present(self, row):
        title, body = outbox.render(row)
        return {"message": row, "title": title, "body": body}


notices = access.signed_in(NoticeList.as_view())


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
