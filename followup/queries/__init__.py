"""What can be seen of the ledger. cases_for() is the only road to a case."""

from followup.queries.lists import (
    TABS,
    Tab,
    assigned_to,
    call_list,
    days_waiting,
    for_export,
    matching,
    row,
    scopes,
    step_to_tell,
    tab_counts,
    tabs_for,
    time_left,
    time_range,
    with_rows,
    work_of,
)
from followup.queries.page import case_page, offered, reply_of
from followup.queries.rights import (
    UNDO,
    WHOLE_LEDGER,
    cases_for,
    may_identify,
    name_on_paper,
    reaches,
    relations,
    sees_everything,
    shown_name,
    shown_title,
    unit_signs_in,
)

__all__ = [
    "TABS", "Tab", "UNDO", "WHOLE_LEDGER", "assigned_to", "call_list", "case_page", "cases_for", "days_waiting",
    "for_export", "matching", "may_identify", "name_on_paper", "offered", "reaches", "relations", "reply_of", "row",
    "scopes",
    "sees_everything", "shown_name", "shown_title", "step_to_tell", "tab_counts", "tabs_for", "time_left", "time_range",
    "unit_signs_in", "with_rows", "work_of",
]
