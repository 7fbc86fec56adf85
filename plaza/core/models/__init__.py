from plaza.core.models.audit import AuditEntry, AuditLink, Reveal
from plaza.core.models.calendar import CalendarDay, CalendarYear
from plaza.core.models.counters import Heartbeat, KeyMark, Sequence, WrongTry
from plaza.core.models.files import File
from plaza.core.models.former import FormerName, FormerUnit
from plaza.core.models.office import Category, Office, SetupLink, Unit
from plaza.core.models.outbox import Message
from plaza.core.models.people import User, UserRole
from plaza.core.models.search import SearchRow
from plaza.core.models.submission import Submission

__all__ = [
    "AuditEntry",
    "AuditLink",
    "CalendarDay",
    "CalendarYear",
    "Category",
    "File",
    "FormerName",
    "FormerUnit",
    "Heartbeat",
    "KeyMark",
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
    "WrongTry",
]
