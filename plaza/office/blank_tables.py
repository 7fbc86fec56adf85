"""The empty table to fill in: headings, a hint per column, roles and units to choose from, one example aside."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plaza.core.models import Unit
from plaza.core.models.people import Role
from plaza.office.imports import HEADINGS, REQUIRED, SAMPLES, TITLES, headings

ROWS = 500
TINT = PatternFill("solid", fgColor="FFF3D6")


def workbook(kind: str) -> bytes:
    """An .xlsx whose first page is read back by the import; required columns are tinted and starred."""
    book = Workbook()
    page = book.active
    page.title = str(TITLES[kind])
    for number, (key, title) in enumerate(zip(HEADINGS[kind], headings(kind), strict=True), 1):
        required = key in REQUIRED[kind]
        cell = page.cell(1, number, f"{title} *" if required else title)
        cell.font = Font(bold=True)
        if required:
            cell.fill = TINT
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = 24
        for row in range(2, ROWS + 2):
            page.cell(row, number).number_format = "@"
        if key == "roles":
            _choice(page, letter, [str(role.label) for role in Role])
        if key == "unit":
            _choice(page, letter, list(Unit.objects.filter(active=True).values_list("code", flat=True)[:40]))
    page.freeze_panes = "A2"
    example = book.create_sheet(_("Example"))
    example.append(headings(kind))
    example.append(SAMPLES[kind])
    if kind == "users":
        example.append([])
        example.append([_("Roles"), *(str(role.label) for role in Role)])
        example.append(
            [
                _(
                    "Several roles are divided by commas. Without a role a person is a handler; without an "
                    "account one is made from the code of the unit."
                )
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choice(page, letter, words) -> None:
    text = ",".join(words)
    if not words or len(text) > 250:  # Excel refuses longer lists
        return
    rule = DataValidation(type="list", formula1=f'"{text}"', allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    page.add_data_validation(rule)
