"""Which role may do what. Permissions are words of their app; rows and relations are decided elsewhere."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from plaza.core.models.people import Role

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.ORGANIZER: frozenset(
        {
            "events.see",
            "events.plan",
            "events.approve",
            "events.run",
            "petitions.queue",
            "petitions.register",
            "petitions.correct",
            "petitions.disclose",
            "petitions.papers",
            "followup.see",
            "followup.assign",
            "followup.decide_objection",
            "followup.on_behalf",
            "followup.deliver",
            "followup.call_back",
            "followup.strike_off",
            "followup.progress",
            "followup.export",
            "followup.reveal",
            "evaluation.see",
        }
    ),
    Role.RECORDER: frozenset(
        {
            "events.see",
            "petitions.queue",
            "petitions.register",
            "petitions.correct",
            "petitions.papers",
        }
    ),
    Role.ADVISER: frozenset({"events.see", "petitions.queue"}),
    Role.HANDLER: frozenset(
        {
            "followup.see",
            "followup.handle",
            "followup.progress",
            "followup.deliver",
            "followup.export",
            "followup.reveal",
        }
    ),
    Role.HEAD: frozenset(
        {
            "followup.see",
            "followup.handle",
            "followup.approve",
            "followup.progress",
            "followup.deliver",
            "followup.export",
            "followup.reveal",
        }
    ),
    Role.LEADER: frozenset({"events.see", "events.approve", "followup.see", "evaluation.see"}),
    Role.SUPERVISOR: frozenset(
        {
            "events.see",
            "followup.see",
            "followup.call_back",
            "followup.strike_off",
            "followup.export",
            "followup.reveal",
            "evaluation.see",
        }
    ),
    Role.LIAISON: frozenset({"petitions.stubs"}),
    Role.ADMIN: frozenset({"core.administer"}),
    Role.VOLUNTEER: frozenset({"petitions.queue"}),
}


def with_permission(permission: str) -> list[str]:
    """The roles that hold a permission, for finding whom to tell or to ask."""
    return [role for role, names in PERMISSIONS.items() if permission in names]


class RoleBackend(ModelBackend):
    """Signs in by account and password; permissions come from the person's roles and nowhere else."""

    def user_can_authenticate(self, user):
        """The password of the demo's people is published: outside the demo they are nobody."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.demo)

    def has_perm(self, user_obj, perm, obj=None):
        return user_obj.is_active and any(perm in PERMISSIONS.get(role, ()) for role in user_obj.roles)

    def has_module_perms(self, user_obj, app_label):
        return False

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active:
            return set()
        return set().union(*(PERMISSIONS.get(role, ()) for role in user_obj.roles))
