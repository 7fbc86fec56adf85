"""What an administrator's pages show. Every list is whole: an installation is one office."""

from django.db.models import Count, Q

from plaza.core.models import AuditEntry, Category, Message, Unit, User


def units_for(user):
    rows = Unit.objects.select_related("parent", "succeeded_by")
    return rows if user.has_perm("core.administer") else rows.none()


def units_listed(user):
    people = Count("users", filter=Q(users__is_active=True), distinct=True)
    topics = Count("categories", distinct=True)
    return units_for(user).annotate(people=people, topics=topics)


def users_for(user):
    rows = User.objects.select_related("unit").prefetch_related("role_rows")
    return rows if user.has_perm("core.administer") else rows.none()


def categories_for(user):
    rows = Category.objects.select_related("unit")
    return rows if user.has_perm("core.administer") else rows.none()


def entries_for(user):
    rows = AuditEntry.objects.select_related("by")
    return rows if user.has_perm("core.administer") else rows.none()


def unsent_for(user):
    """Messages that failed at least once and have not reached anybody yet."""
    rows = Message.objects.filter(sent_at=None).exclude(error="").select_related("to__unit")
    return rows if user.has_perm("core.administer") else rows.none()
