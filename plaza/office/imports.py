"""Units and users out of a table: read, checked without changing anything, then entered. Only ever adds:
a row whose code or account is there already adds nothing, so the same file twice is harmless."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from plaza.core.errors import NotPossible
from plaza.core.models import Unit, User
from plaza.core.models.people import Role
from plaza.core.sheets import Column, Sheet
from plaza.core.table_files import TableRow, read_table
from plaza.office import actions

MOST_USERS = 300  # each account costs a slow hash; the page must answer in time
ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

HEADINGS = {
    "units": {
        "code": (gettext_noop("code"), "代码", "代號", "单位代码", "單位代碼"),
        "name": (gettext_noop("name"), "名称", "名稱", "单位", "單位", "单位名称", "單位名稱"),
        "short_name": (gettext_noop("short name"), "简称", "簡稱"),
        "phone": (gettext_noop("phone"), "电话", "電話", "联系电话", "聯絡電話"),
        "duties": (gettext_noop("duties"), "职责", "職責", "主要职责", "主要職責"),
    },
    "users": {
        "name": (gettext_noop("full name"), "name", "姓名"),
        "unit": (gettext_noop("unit"), "单位", "單位", "单位代码", "單位代碼"),
        "roles": (gettext_noop("roles"), "角色"),
        "username": (gettext_noop("account"), "账号", "帳號", "用户名"),
        "post": (gettext_noop("post"), "职务", "職務"),
        "phone": (gettext_noop("phone"), "电话", "電話", "手机", "手機"),
        "email": (gettext_noop("e-mail"), "邮箱", "電郵", "电子邮箱"),
    },
}
REQUIRED = {"units": ("code", "name"), "users": ("name", "unit")}
SAMPLES = {
    "units": ["ZJ", "县住房和城乡建设局", "县住建局", "0000-886 0123", "住房保障、房地产与物业、市政建设"],
    "users": ["高岩", "ZJ", "经办人", "gaoyan", "科员", "0000-886 0123", ""],
}
ROLE_WORDS = {
    Role.ORGANIZER: ("活动管理员", "活動管理員"),
    Role.RECORDER: ("记录员", "記錄員"),
    Role.ADVISER: ("咨询员", "諮詢員"),
    Role.HANDLER: ("经办人", "經辦人"),
    Role.HEAD: ("单位负责人", "單位負責人", "负责人"),
    Role.LEADER: ("领导", "領導"),
    Role.SUPERVISOR: ("督查员", "督查員"),
    Role.LIAISON: ("纪检联络员", "紀檢聯絡員"),
    Role.ADMIN: ("系统管理员", "系統管理員", "管理员"),
    Role.VOLUNTEER: ("志愿者", "志願者"),
}
TITLES = {"units": gettext_lazy("Units"), "users": gettext_lazy("Users")}


@dataclass
class DryRun:
    """What entering the table would do: rows that are new, there already, or to be corrected first."""

    kind: str
    new: list[TableRow] = field(default_factory=list)
    known: list[TableRow] = field(default_factory=list)
    faulty: list[TableRow] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        return headings(self.kind)

    def text(self, rows=None) -> str:
        """These rows (all by default) as text that can be pasted again: nothing typed is lost."""
        rows = sorted([*self.new, *self.known, *self.faulty], key=lambda row: row.number) if rows is None else rows
        out = io.StringIO()
        lines = csv.writer(out, delimiter="\t", lineterminator="\n")
        lines.writerow(self.columns)
        lines.writerows([row.values[key] for key in HEADINGS[self.kind]] for row in rows)
        return out.getvalue() if rows else ""

    def sheet(self) -> Sheet:
        """The same table with the reason of each fault as its last column."""
        cells = [
            Column(_(names[0]), lambda row, key=key: row.values[key], 20) for key, names in HEADINGS[self.kind].items()
        ]
        return Sheet(_("Rows to correct"), (*cells, Column(_("what is wrong"), "error", 40)))


def headings(kind: str) -> list[str]:
    return [_(names[0]) for names in HEADINGS[kind].values()]


def check(kind: str, source) -> DryRun:
    """Read and check a file or pasted text. Raises ValidationError when none of it can be used."""
    known = {key: (_(names[0]), *names) for key, names in HEADINGS[kind].items()}
    table = read_table(source, known, required=REQUIRED[kind])
    if kind == "users" and len(table.rows) > MOST_USERS:
        raise ValidationError(_("At most %(count)d users at a time. Divide the table.") % {"count": MOST_USERS})
    dry = DryRun(kind, unknown_columns=table.unknown)
    sort = _UnitCheck() if kind == "units" else _UserCheck()
    for row in table.rows:
        state = "faulty"
        if not row.error:
            row.error, state = sort(row)
        {"new": dry.new, "known": dry.known, "faulty": dry.faulty}["faulty" if row.error else state].append(row)
    return dry


def enter(dry: DryRun, *, by, at) -> list[tuple[User, str]]:
    """Add the new rows, each for itself; one that was refused meanwhile moves to the faulty ones.

    For users: the persons with their initial passwords, which nobody can see again."""
    made = []
    for row in list(dry.new):
        try:
            if dry.kind == "units":
                actions.add_unit(by=by, at=at, **row.values)
            else:
                made.append(actions.add_user(by=by, at=at, **_user_values(row)))
        except NotPossible as refusal:
            row.error = refusal.message
            dry.new.remove(row)
            dry.faulty.append(row)
    return made


class _UnitCheck:
    def __init__(self):
        self.by_code = {unit.code.upper(): unit.name for unit in Unit.objects.all()}
        self.by_name = {name: code for code, name in self.by_code.items()}
        self.seen = set()

    def __call__(self, row) -> tuple[str, str]:
        values = row.values
        values["code"] = code = values["code"].upper()
        name = values["name"]
        if too_long := _too_long(Unit, values, HEADINGS["units"]):
            return too_long, "faulty"
        if self.by_code.get(code) == name and code not in self.seen:
            return "", "known"
        if code in self.by_code:
            return _("The code %(code)s belongs to “%(unit)s”.") % {"code": code, "unit": self.by_code[code]}, "faulty"
        if name in self.by_name:
            return _("“%(unit)s” has the code %(code)s already.") % {"unit": name, "code": self.by_name[name]}, "faulty"
        self.by_code[code], self.by_name[name] = name, code
        self.seen.add(code)
        return "", "new"


class _UserCheck:
    def __init__(self):
        self.units = {}
        for unit in Unit.objects.filter(active=True):
            self.units |= {word.casefold(): unit for word in (unit.short_name, unit.name, unit.code) if word}
        people = User.objects.values_list("username", "name", "unit_id")
        self.accounts = {username: (name, unit) for username, name, unit in people}
        self.persons = {(name, unit) for _username, name, unit in people}
        self.seen = set()

    def __call__(self, row) -> tuple[str, str]:
        values = row.values
        row.unit = self.units.get(values["unit"].casefold())
        if row.unit is None:
            return _("There is no unit “%(unit)s”. Write its code or its name.") % {"unit": values["unit"]}, "faulty"
        row.roles, unknown = _roles(values["roles"])
        if unknown:
            return _("“%(word)s” is not a role.") % {"word": unknown}, "faulty"
        if too_long := _too_long(User, values, HEADINGS["users"]):
            return too_long, "faulty"
        if values["email"]:
            try:
                validate_email(values["email"])
            except ValidationError:
                return _("“%(text)s” is not an e-mail address.") % {"text": values["email"]}, "faulty"
        return self._account(row, values["username"].lower(), (values["name"], row.unit.pk))

    def _account(self, row, account, person) -> tuple[str, str]:
        if account in self.seen or (not account and person in self.seen):
            return _("This row stands in the table twice."), "faulty"
        if not account and person in self.persons:
            return "", "known"
        if account and not ACCOUNT.fullmatch(account):
            return _("An account has 2 to 40 small letters, figures, dots or hyphens."), "faulty"
        if account in self.accounts:
            if self.accounts[account] == person:
                return "", "known"
            owner = self.accounts[account][0]
            return _("The account %(account)s belongs to %(name)s.") % {"account": account, "name": owner}, "faulty"
        row.account = account or self._free(row.unit.code.lower())
        self.accounts[row.account] = person
        self.seen |= {row.account, person}
        return "", "new"

    def _free(self, prefix) -> str:
        """zj01, zj02 …: the next free account of a unit."""
        prefix = re.sub(r"[^a-z0-9]", "", prefix) or "u"
        return next(name for n in range(1, 1000) if (name := f"{prefix}{n:02d}") not in self.accounts)


def _user_values(row) -> dict:
    values = {key: row.values[key] for key in ("name", "post", "phone", "email")}
    return {**values, "unit": row.unit, "roles": row.roles, "username": row.account}


def _roles(text: str) -> tuple[list[str], str]:
    """The roles of a cell ("handler, head of unit"); none means handler. And the first word that is no role."""
    known = {str(role.label).casefold(): role for role in Role}
    for role, words in ROLE_WORDS.items():
        known |= dict.fromkeys((*words, str(role)), role)
    found = []
    for word in filter(None, (part.strip() for part in re.split(r"[,，、;；/\n]", text))):
        role = known.get(word.casefold())
        if role is None:
            return [], word
        found.append(str(role))
    return list(dict.fromkeys(found)) or [str(Role.HANDLER)], ""


def _too_long(model, values, names) -> str:
    for key, value in values.items():
        try:
            most = model._meta.get_field(key).max_length
        except FieldDoesNotExist:
            continue
        if most and len(value) > most:
            return _("“%(column)s” has more than %(count)d signs.") % {"column": _(names[key][0]), "count": most}
    return ""
