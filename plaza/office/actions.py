"""What an administrator does: the office, its units and users, categories, the calendar. One transaction each."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from plaza.core import audit, calendar, offices, submission, units
from plaza.core.errors import NotPossible
from plaza.core.models import (
    CalendarDay,
    Category,
    FormerName,
    FormerUnit,
    Message,
    Office,
    Unit,
    User,
    UserRole,
)
from plaza.core.models.people import Role
from plaza.core.workflow import create, demand, edit
from plaza.office import link, passwords, queries
from plaza.office.defaults import CATEGORIES

PETITION_OFFICE = "XF"  # the code of the first unit, 信访


def set_up_office(values: dict, *, by, at) -> Office:
    """The first step of the set-up, and its correction: the settings row, and the unit that holds receptions.

    The unit is named by the signature on documents until somebody renames it."""
    demand(Office(), "set_up_office", by=by)
    with transaction.atomic():
        row, _new = Office.objects.update_or_create(pk=1, ready=False, defaults=values)
        unit, _new = Unit.objects.get_or_create(
            petition_office=True, defaults={"code": PETITION_OFFICE, "name": row.signature, "phone": row.phone}
        )
        if unit.version == 1 and not unit.users.exists():
            Unit.objects.filter(pk=unit.pk).update(name=row.signature, phone=row.phone)
        calendar.seed()
        audit.record(row, "set_up_office", by=by, at=at, label=row.name, facts={"fields": sorted(values)})
    offices.forget()
    return row


def first_administrator(*, name: str, username: str, password: str, at) -> User:
    """The person who set Plaza up: administrator, and organizer of the petition office. The link is spent."""
    with transaction.atomic():
        if administrators().exists():
            raise NotPossible(_("There is an administrator already."))
        unit = Unit.objects.get(petition_office=True)
        demand(User(), "add_user", by=None)
        person = User.objects.create_user(username, password, name=name, unit=unit, roles=[Role.ORGANIZER, Role.ADMIN])
        link.spend(at=at)
        audit.record(person, "add_user", by=None, at=at, facts={"roles": sorted(person.roles)})
    return person


def administrators():
    return User.objects.filter(is_active=True, role_rows__role=Role.ADMIN)


def look_at_keys(office: Office, *, by, at) -> None:
    """The keys are about to be shown for the key sheet: the look is on record."""
    demand(office, "look_at_keys", by=by)
    audit.record(office, "look_at_keys", by=by, at=at, label=office.name)


def finish(*, by, at) -> Office:
    """End the set-up: the office opens."""
    office = edit(Office.objects.get(pk=1), "finish_set_up", {"ready": True}, by=by, at=at)
    offices.forget()
    return office


def change_office(office: Office, changes: dict, *, by, at) -> Office:
    edit(office, "edit", changes, by=by, at=at)
    offices.forget()
    return office


def add_unit(*, by, at, key: str = "", **values) -> Unit:
    return _add(Unit, values, _("There is a unit with this code or name already."), "code", key=key, by=by, at=at)


def change_unit(unit: Unit, changes: dict, *, by, at) -> Unit:
    """Change a unit; of a new name the old one is kept, for the papers of its time. In use again, a unit answers for
    itself.

    Raises NotPossible for the superior of itself, and for switching off a unit where something is still open."""
    parent = changes.get("parent")
    while parent is not None:
        if parent.pk == unit.pk:
            raise NotPossible(_("A unit cannot stand under itself."), field="parent")
        parent = parent.parent
    if changes.get("active") is False and (still := [row.words for row in queries.open_at(unit) if row.holds]):
        raise NotPossible(
            _("Still open here: %(what)s. Pass it on first: “Pass on and switch off”.") % {"what": _(", ").join(still)},
            field="active",
        )
    if changes.get("active") and unit.succeeded_by_id:
        changes = changes | {"succeeded_by": None}
    with transaction.atomic():
        before = Unit.objects.get(pk=unit.pk).name
        edit(unit, "edit", changes, by=by, at=at)
        if changes.get("name", before) != before:
            FormerName.objects.create(unit=unit, name=before, until=at)
    return unit


def add_category(*, by, at, key: str = "", **values) -> Category:
    return _add(Category, values, _("There is a category with this name already."), "name", key=key, by=by, at=at)


def change_category(category: Category, changes: dict, *, by, at) -> Category:
    return edit(category, "edit", changes, by=by, at=at)


def seed_categories(*, by, at) -> None:
    """The usual categories of a county, when there are none yet; units are found by their usual codes."""
    with transaction.atomic():
        if Category.objects.exists():
            return
        units = {unit.code: unit for unit in Unit.objects.all()}
        for position, (name, code, days, route) in enumerate(CATEGORIES, 1):
            add_category(
                by=by,
                at=at,
                name=name,
                unit=units.get(code),
                promise_days=days,
                route=route,
                position=position,
                other=position == len(CATEGORIES),
            )


def assign_categories(units: dict, *, by, at) -> None:
    """Give categories their responsible unit: {category: unit or None}; the others stay."""
    with transaction.atomic():
        for category, unit in units.items():
            if category.unit_id != (unit.pk if unit else None):
                edit(category, "edit", {"unit": unit}, by=by, at=at)


def add_user(*, by, at, roles, key: str = "", **values) -> tuple[User, str]:
    """The new person and the initial password, which nobody can see again after this: also not by sending the
    same form (`key`) again. A table (no key) leaves out whom it has entered already."""
    demand(User(), "add_user", by=by)
    values["demo"], password = offices.current().demo, passwords.initial()
    try:
        with transaction.atomic():
            if key:
                sent = {**values, "unit": values["unit"].pk, "roles": sorted(roles)}
                claimed, fresh = submission.claim(key, "user", sent, by=by, at=at)
                if not fresh:
                    raise NotPossible(_("This person was added already, and the slip was shown. Make a new password."))
            person = User.objects.create_user(password=password, roles=roles, must_change_password=True, **values)
            audit.record(person, "add_user", by=by, at=at, facts={"roles": sorted(roles)})
            if key:
                submission.made(claimed, person, person.username)
    except IntegrityError:
        raise NotPossible(_("This account is taken already."), field="username") from None
    return person, password


def change_user(person: User, changes: dict, *, roles, by, at) -> User:
    """Change a person and, when `roles` differ, what the person may do. Of another unit the former one is kept, for
    the story of what was done there.

    Raises NotPossible when it would leave Plaza without an administrator, for a unit that is switched off and for a
    stand-in who cannot be told anything."""
    demand(person, "edit", by=by)
    units.refuse_off(changes.get("unit"))
    stand_in = changes.get("stand_in")
    if stand_in and (stand_in.pk == person.pk or not stand_in.is_active):
        raise NotPossible(_("The stand-in is somebody else whose account is in use."), field="stand_in")
    before, after = set(person.roles), set(roles)
    with transaction.atomic():
        _hold_administrators()
        if Role.ADMIN in before - after:
            _refuse_last_administrator(person, "roles")
        facts = {"roles_before": sorted(before), "roles": sorted(after)} if before != after else {}
        if changes or facts:
            former = User.objects.get(pk=person.pk).unit
            edit(person, "edit", changes, by=by, at=at, facts=facts)
            if changes.get("unit", former) != former:
                FormerUnit.objects.create(user=person, unit=former, until=at)
        person.role_rows.exclude(role__in=after).delete()
        UserRole.objects.bulk_create([UserRole(user=person, role=role) for role in after - before])
    person.__dict__.pop("roles", None)
    return person


def new_password(person: User, *, by, at) -> str:
    """A new initial password; whoever is signed in with the old one is out at the next request."""
    ((_person, password),) = new_passwords([person], by=by, at=at)
    return password


def new_passwords(people, *, by, at) -> list[tuple[User, str]]:
    """A new initial password for each of them or, when one of them cannot have it, for nobody."""
    made = [(person, _initial_password(person)) for person in people]  # slow, so nothing is locked meanwhile
    with transaction.atomic():
        for person, _password in made:
            changes = {"password": person.password, "must_change_password": True}
            edit(person, "new_password", changes, by=by, at=at)
    return made


def switch_off(person: User, *, by, at) -> User:
    """The account can no longer sign in; an open session ends at its next request. Nothing of it is deleted."""
    demand(person, "switch_off", by=by)
    if by.pk == person.pk:
        raise NotPossible(_("You cannot switch off your own account. Another administrator can."))
    with transaction.atomic():
        _hold_administrators()
        _refuse_last_administrator(person, None)
        return edit(person, "switch_off", {"is_active": False}, by=by, at=at)


def switch_on(person: User, *, by, at) -> User:
    if not person.unit.active:
        raise NotPossible(
            _("%(unit)s is switched off: move %(name)s to another unit first.")
            % {"unit": person.unit, "name": person.name}
        )
    return edit(person, "switch_on", {"is_active": True}, by=by, at=at)


def change_day(day: date, kind: str, name: str, *, by, at) -> None:
    """Make one day a working day or a rest day, or ("") what its weekday says."""
    demand(CalendarDay(), "change_day", by=by)
    with transaction.atomic():
        before = CalendarDay.objects.filter(date=day).first()
        if kind:
            row, _new = CalendarDay.objects.update_or_create(date=day, defaults={"kind": kind, "name": name})
        elif before:
            CalendarDay.objects.filter(pk=before.pk).delete()
        audit.record(
            row if kind else before or CalendarDay(date=day),
            "change_day",
            by=by,
            at=at,
            label=str(day),
            facts={"from": before.kind if before else "", "to": kind},
        )
    calendar.forget()


def send_again(message: Message, *, by, at) -> None:
    """Put a message that could not be sent back into the outbox."""
    demand(message, "send_again", by=by)
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, sent_at=None)
        if waiting.update(failed_at=None, claimed_at=None, attempts=0, error="", send_after=at):
            audit.record(message, "send_again", by=by, at=at, label=message.kind)


def _initial_password(person) -> str:
    if not person.is_active:
        raise NotPossible(_("This account is switched off. Switch it on first."))
    password = passwords.initial()
    person.set_password(password)
    return password


def _add(model, values, taken, field, *, key, by, at):
    def make():
        return create(model(**values), by=by, at=at)

    try:
        if not key:
            return make()
        sent = {name: getattr(value, "pk", value) for name, value in values.items()}
        return submission.once(key, model._meta.model_name, sent, by=by, at=at, make=make, model=model)
    except IntegrityError:
        raise NotPossible(taken, field=field) from None


def _hold_administrators() -> None:
    """One change of administrators at a time: the row of the office is held until the transaction ends."""
    Office.objects.filter(pk=1).update(version=F("version"))


def _refuse_last_administrator(person, field) -> None:
    if Role.ADMIN in person.roles and not administrators().exclude(pk=person.pk).exists():
        raise NotPossible(_("This is the last administrator. Make somebody else an administrator first."), field=field)
