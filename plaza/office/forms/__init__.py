"""Forms of the set-up and of the administrator's pages."""

from plaza.office.forms.passing_on import HandOverForm, SucceedForm
from plaza.office.forms.rows import (
    AdministratorForm,
    CategoryForm,
    CategoryUnitsForm,
    DayForm,
    FinishForm,
    ImportForm,
    OfficeForm,
    RulesForm,
    UnitForm,
    UserForm,
)

__all__ = [
    "AdministratorForm",
    "CategoryForm",
    "CategoryUnitsForm",
    "DayForm",
    "FinishForm",
    "HandOverForm",
    "ImportForm",
    "OfficeForm",
    "RulesForm",
    "SucceedForm",
    "UnitForm",
    "UserForm",
]
