from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.office_workflow import USER


class Role(models.TextChoices):
    """Who works in Plaza. What each may do is said once, in plaza/roles.py."""

    ORGANIZER = "organizer", _("organizer")
    RECORDER = "recorder", _("recorder")
    ADVISER = "adviser", _("adviser")
    HANDLER = "handler", _("handler")
    HEAD = "head", _("head of unit")
    LEADER = "leader", _("leader")
    SUPERVISOR = "supervisor", _("supervisor")
    LIAISON = "liaison", _("liaison")
    ADMIN = "admin", _("administrator")
    VOLUNTEER = "volunteer", _("volunteer")


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, *, roles=(), **fields):
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        UserRole.objects.bulk_create([UserRole(user=user, role=role) for role in roles])
        return user

    def get_by_natural_key(self, username):
        return self.get(username=username.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Petitioners never have an account."""

    workflow = USER

    username = models.CharField(_("account"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=30)
    post = models.CharField(_("post"), max_length=40, blank=True)
    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="users", verbose_name=_("unit"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    stand_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stand-in")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    text_size = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("User")
        ordering = ["unit", "username"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of this person; one statement for the life of the object."""
        return frozenset(row.role for row in self.role_rows.all())

    @property
    def first_role(self) -> str:
        """The role that decides the home page: the first of Role's order."""
        return next((role for role in Role.values if role in self.roles), "")


class UserRole(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_rows")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_row_per_role")]

    def __str__(self):
        return self.role
