"""The lines of a part that were taken out."""

from datetime import timedelta


def removed_rows(event, relation: str, at) -> list:
    """What was taken out within the last 30 days and can come back."""
    rows = getattr(event, relation).filter(removed_at__gte=at - timedelta(days=30))
    return list(rows.select_related("removed_by").order_by("-removed_at"))
