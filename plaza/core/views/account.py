from django import forms
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from plaza.core import audit, devices, offices, refusals, slowing
from plaza.core.access import access
from plaza.core.forms import Values
from plaza.core.models import User
from plaza.core.models.people import Role
from plaza.core.views.take import take
from plaza.core.workflow import demand, edit

TEXT_SIZES = ["", "large"]


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": gettext_lazy("The account or the password is not right. Letters of the account may be small."),
        "inactive": gettext_lazy("This account is not in use any more."),
    }

    wait = 0  # seconds, when there were too many wrong passwords

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user):
        """Until the office is set up only who sets it up comes in."""
        super().confirm_login_allowed(user)
        if not offices.current().ready and not user.has_perm("core.administer"):
            raise forms.ValidationError(_("This office is not set up yet"))

    def clean(self):
        """A try counts as wrong until the password is found right: many at once are no faster than one by one."""
        if self.errors:
            return self.cleaned_data
        now, subject = timezone.now(), devices.of(self.request).subject(self.cleaned_data["username"])
        self.wait = slowing.seconds_to_wait({subject: devices.LIMIT}, at=now)
        if self.wait:
            raise forms.ValidationError(slowing.wait_sentence(self.wait))
        slowing.count(subject, at=now)
        cleaned = super().clean()
        slowing.forget(subject)
        return cleaned


@access.public
def sign_in(request):
    if request.user.is_authenticated:
        return redirect("core:home")
    if not offices.current().ready and not User.objects.exists():
        return render(request, "account/not_ready.html")
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = _enter(request, form.get_user(), request.POST.get("next", ""))
        devices.remember(response, request, form.get_user().username)
        return response
    if form.is_bound and "password" in form.cleaned_data and not form.wait:
        refusals.wrong_password(form.cleaned_data.get("username", ""))
    context = {"form": form, "next": request.GET.get("next", request.POST.get("next", "")), "demo_users": _demo_users()}
    status = 200 if request.method != "POST" else 429 if form.wait else 422
    response = render(request, "account/sign_in.html", context, status=status)
    if form.wait:
        response["Retry-After"] = str(form.wait)
    return response


@access.public
@require_POST
def demo_sign_in(request):
    """One click per role; exists in the demo only."""
    if not _in_the_demo():
        raise Http404
    user = User.objects.filter(username=request.POST.get("as", ""), demo=True, is_active=True).first()
    if user is None:
        raise Http404
    logout(request)
    user.backend = "plaza.roles.RoleBackend"
    return _enter(request, user, "")


@access.signed_in
@require_POST
def sign_out(request):
    audit.record(request.user, "sign_out", by=request.user, at=timezone.now())
    logout(request)
    return redirect("core:sign_in")


@access.public
@require_POST
def language(request):
    """Change the language: of the person when signed in, else of this browser."""
    chosen = request.POST.get("language", "")
    response = redirect(_safe(request, request.POST.get("next", "/")))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
        if request.user.is_authenticated:
            _prefer(request.user, language=chosen)
    return response


@access.public
@require_POST
def text_size(request):
    response = redirect(_safe(request, request.POST.get("next", "/")))
    size = request.POST.get("size", "")
    if size in TEXT_SIZES:
        response.set_cookie("plaza_text", size, max_age=365 * 86400, samesite="Lax")
        if request.user.is_authenticated:
            _prefer(request.user, text_size=size)
    return response


def _prefer(user, **values) -> None:
    demand(user, "own_settings", by=user)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(**values)
        audit.record(user, "own_settings", by=user, at=timezone.now(), facts={"fields": sorted(values)})


class SettingsForm(Values, forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "text_size", "theme"]
        labels = {
            "language": gettext_lazy("Language"),
            "text_size": gettext_lazy("Text size"),
            "theme": gettext_lazy("Colours"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = offices.current().offered_languages
        names = dict(settings.LANGUAGES)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("As the office")), *((code, names[code]) for code in offered)],
        )
        self.fields["text_size"] = forms.ChoiceField(
            label=_("Text size"), required=False, choices=[("", _("Normal")), ("large", _("Large"))]
        )
        self.fields["theme"] = forms.ChoiceField(
            label=_("Colours"),
            required=False,
            choices=[("", _("As the computer")), ("light", _("Light")), ("dark", _("Dark"))],
        )


@access.signed_in
def own_settings(request):
    def prefer(*, by, at, **values):
        _prefer(by, **values)

    return take(
        request,
        SettingsForm(request.POST or None, instance=request.user),
        prefer,
        back=reverse("core:settings"),
        done=_("Saved."),
        template="account/settings.html",
    )


class PasswordForm(Values, PasswordChangeForm):
    """Django's form in the words of the set-up pages. An open session guesses no faster than who stands at the door."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label, help_text in (
            ("old_password", _("Password until now"), ""),
            ("new_password1", _("New password"), _("At least 10 signs, and not a common one.")),
            ("new_password2", _("New password again"), ""),
        ):
            self.fields[name].label, self.fields[name].help_text = label, help_text

    def clean_old_password(self):
        now, tries = timezone.now(), slowing.subject("own password", self.user.username)
        if wait := slowing.seconds_to_wait({tries: devices.LIMIT}, at=now):
            raise forms.ValidationError(slowing.wait_sentence(wait))
        slowing.count(tries, at=now)
        old = super().clean_old_password()
        slowing.forget(tries)
        return old


@access.signed_in
def password(request):
    person = User.objects.get(pk=request.user.pk)
    form = PasswordForm(person, request.POST or None)

    def change(*, by, at, **_values):
        form.save(commit=False)  # only puts the new password onto the person
        edit(person, "change_password", {"password": person.password, "must_change_password": False}, by=by, at=at)
        update_session_auth_hash(request, person)

    answer = take(
        request,
        form,
        change,
        back=reverse("core:home"),
        done=_("The password is changed."),
        template="account/password.html",
    )
    if form.has_error("old_password", "password_incorrect"):
        refusals.wrong_password(person.username, by=person)
    return answer


def _enter(request, user, next_url):
    login(request, user)
    audit.record(user, "sign_in", by=user, at=timezone.now())
    if user.must_change_password:
        return redirect("core:password")
    return redirect(_safe(request, next_url))


def _safe(request, url: str) -> str:
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe and url.startswith("/") else "/"


def _in_the_demo() -> bool:
    return settings.DEMO and offices.current().demo


def _demo_users():
    if not _in_the_demo():
        return []
    users = User.objects.filter(demo=True, is_active=True, post__startswith="*").select_related("unit")
    people = sorted(users.prefetch_related("role_rows"), key=lambda user: Role.values.index(user.first_role))
    return [
        {
            "username": user.username,
            "name": user.name,
            "unit": user.unit.name,
            "role": Role(user.first_role).label,
            "hint": user.post.lstrip("*"),
        }
        for user in people
    ]
