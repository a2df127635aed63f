from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path

from copark.base import views

app_name = "base"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("own/", views.own, name="own"),
    path("", views.user_list, name="user-list"),
    path("new/", views.user_edit, name="user-new"),
    path("<int:user_id>/", views.user_edit, name="user-edit"),
    path("audit/", views.audit_list, name="audit-list"),
    path("files/", views.upload_list, name="upload-list"),
    path("files/<int:upload_id>/", views.upload_detail, name="upload-detail"),
]
