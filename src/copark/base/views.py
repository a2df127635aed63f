"""Pages about people: signing in, one's own account, who may do what, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from copark.base import directory, forms, queries, services
from copark.base.rights import Right, needs, require_scope, scope_of
from copark.kernel.errors import Refused
from copark.web.components import export
from copark.web.components.parts import Empty
from copark.web.components.table import Column, Filter, build

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest


class SignIn(auth.LoginView):
    """Sign in, and read on in the language that the person chose before."""

    template_name = "base/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        if form.get_user().language:
            _remember_language(response, form.get_user().language)
        return response


def _remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax"
    )


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages; for who is signed in, for good."""
    language = request.POST.get("language", "")
    onward = request.POST.get("next") or "/"
    if not url_has_allowed_host_and_scheme(
        onward, {request.get_host()}, require_https=request.is_secure()
    ):
        onward = "/"
    response = HttpResponseRedirect(onward)
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        services.choose_language(user_id=request.user.pk, language=language)
    translation.activate(language)
    _remember_language(response, language)
    return response


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own account and change its password."""
    form = forms.Password(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        services.record(
            user_id=user.pk,
            verb="password.changed",
            domain="base",
            kind="user",
            subject_id=user.pk,
            now=timezone.now(),
        )
        update_session_auth_hash(request, user)
        messages.success(request, _("The password is changed."))
        return redirect("base:own")
    return render(request, "base/own.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Right.SET_UP)
def user_list(request: HttpRequest) -> HttpResponse:
    """Show everybody who may sign in."""
    enterprises = dict(directory.names("enterprise"))
    columns = [
        Column(
            "username",
            _("User name"),
            url=lambda row: reverse("base:user-edit", args=[row.pk]),
            sub=lambda row: row.get_full_name(),
        ),
        Column("role", _("Role"), value=lambda row: row.get_role_display()),
        Column(
            "enterprise", _("Enterprise"), value=lambda row: enterprises.get(row.enterprise_id, "")
        ),
        Column("email", _("Email")),
        Column("last_login", _("Last signed in"), kind="moment"),
        Column("is_active", _("May sign in"), kind="yes"),
    ]
    roles = Filter("role", _("Every role"), services.roles(), lambda row: row.role)
    table = build(request, columns, queries.people(), name="people", filters=[roles])
    return export.answer(request, "base/user_list.html", table)


@needs(Right.SET_UP)
def user_edit(request: HttpRequest, user_id: int | None = None) -> HttpResponse:
    """Add a person, or change one."""
    person = queries.person(user_id) if user_id else None
    form = forms.Person(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid() and _saved(request, form, user_id):
        messages.success(request, _("Saved: %(name)s") % {"name": form.facts["username"]})
        return redirect("base:user-list")
    trail = queries.audit("base", "user", user_id)[:20] if user_id else []
    facts = {"form": form, "person": person, "trail": trail}
    return render(request, "base/user_edit.html", facts, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: forms.Person, user_id: int | None) -> bool:
    try:
        services.save_person(
            person_id=user_id,
            facts=form.facts,
            password=form.cleaned_data["password"],
            by=request.user.pk,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


@needs(Right.SET_UP)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Show who did what to which thing, newest first."""
    columns = [
        Column("at", _("Time"), kind="moment"),
        Column(
            "user", _("Who"), value=lambda row: row.user.username if row.user else _("the system")
        ),
        Column("verb", _("What")),
        Column(
            "subject",
            _("To which"),
            value=lambda row: f"{row.domain} · {row.kind} {row.subject_id}",
        ),
        Column(
            "facts",
            _("Facts"),
            value=lambda row: ", ".join(f"{k}: {v}" for k, v in row.facts.items()),
            can_sort=False,
        ),
    ]
    empty = Empty(
        _("Nothing was done yet"),
        _("Every change of the registry, of people and of data leaves a line here."),
    )
    table = build(request, columns, queries.audit(), name="audit", empty=empty)
    return export.answer(request, "base/audit_list.html", table)


@needs(Right.REPORT)
def upload_list(request: HttpRequest) -> HttpResponse:
    """Show the files that were imported: the evidence of the numbers taken from them."""
    columns = [
        Column("name", _("File"), url=lambda row: reverse("base:upload-detail", args=[row.pk])),
        Column("kind", _("Kind")),
        Column("at", _("Time"), kind="moment"),
        Column(
            "user",
            _("Brought by"),
            value=lambda row: row.user.username if row.user else _("the system"),
        ),
        Column("rows_taken", _("Rows taken"), kind="number", given=True),
        Column("rows_refused", _("Rows refused"), kind="number", given=True),
        Column("size", _("Size"), kind="number", unit="B", given=True),
    ]
    empty = Empty(
        _("No file was imported yet"),
        _(
            "A file that is imported is kept here unchanged, so that each of its numbers "
            "can be shown to come from it."
        ),
    )
    rows = queries.uploads(scope_of(request.user).enterprise_id)
    table = build(request, columns, rows, name="files", empty=empty)
    return export.answer(request, "base/upload_list.html", table)


@needs(Right.REPORT)
def upload_detail(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Show one file: its seal, what was taken from it, and the file itself."""
    upload = queries.upload(upload_id)
    require_scope(request.user, upload.user.enterprise_id if upload.user else None)
    if "download" not in request.GET:
        return render(request, "base/upload_detail.html", {"upload": upload})
    response = HttpResponse(bytes(upload.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(upload.name)}"
    return response
