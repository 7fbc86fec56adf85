"""What may happen to the records of the office itself: the office, its units, users, categories, days, messages.

None of them has a status. What the one-time link of the set-up does before there is an administrator is taken
without a person (`machine`)."""

from django.utils.translation import gettext_lazy as _

from plaza.core.transitions import Edit, Workflow

ADMINISTER = "core.administer"
SELF = {"permission": (), "relation": ("self",)}

OFFICE = Workflow(
    Edit("set_up_office", ADMINISTER, _("Office set up"), machine=True),
    Edit("edit", ADMINISTER, _("Changed")),
    Edit("look_at_keys", ADMINISTER, _("Key sheet shown")),
    Edit("accept_keys", ADMINISTER, _("Other keys accepted"), machine=True),
    Edit("finish_set_up", ADMINISTER, _("Set-up finished")),
    status="",
)
UNIT = Workflow(
    Edit("add", ADMINISTER, _("Added")),
    Edit("edit", ADMINISTER, _("Changed")),
    Edit("succeed", ADMINISTER, _("Switched off, its work passed on")),
    status="",
)
CATEGORY = Workflow(Edit("add", ADMINISTER, _("Added")), Edit("edit", ADMINISTER, _("Changed")), status="")
USER = Workflow(
    Edit("add_user", ADMINISTER, _("Account added"), machine=True),
    Edit("edit", ADMINISTER, _("Changed")),
    Edit("new_password", ADMINISTER, _("New initial password")),
    Edit("switch_off", ADMINISTER, _("Account switched off")),
    Edit("switch_on", ADMINISTER, _("Account switched on")),
    Edit("hand_over", ADMINISTER, _("Work handed over")),
    Edit("own_settings", past=_("Own settings changed"), **SELF),
    Edit("change_password", past=_("Own password changed"), **SELF),
    Edit("sign_in", past=_("Signed in"), **SELF),
    Edit("sign_out", past=_("Signed out"), **SELF),
    Edit("export", past=_("Exported"), **SELF),
    Edit("print", past=_("Printed"), **SELF),
    status="",
)
YEAR = Workflow(Edit("enter_notice", ADMINISTER, _("Holiday notice entered")), status="")
DAY = Workflow(Edit("change_day", ADMINISTER, _("Day changed")), status="")
MESSAGE = Workflow(Edit("send_again", ADMINISTER, _("Message sent again")), status="")


@USER.relation
def self(person, user) -> bool:
    return person.pk == user.pk
