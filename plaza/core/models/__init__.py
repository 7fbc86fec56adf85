from plaza.core.models.calendar import CalendarDay, CalendarYear
from plaza.core.models.files import File
from plaza.core.models.office import Category, Office, SetupLink, Unit
from plaza.core.models.people import User, UserRole
from plaza.core.models.records import AuditEntry, AuditSeal, Heartbeat, Message, Reveal, Sequence, Submission
from plaza.core.models.search import SearchRow

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "File",
    "Heartbeat",
    "Message",
    "Office",
    "Reveal",
    "SearchRow",
    "Sequence",
    "SetupLink",
    "Submission",
    "Unit",
    "User",
    "UserRole",
]
