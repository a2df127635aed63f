from __future__ import annotations

from django.urls import path

from copark.alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.warning_list, name="warning-list"),
    path("table.csv", views.warning_csv, name="warning-csv"),
    path("<int:pk>/", views.warning_detail, name="warning-detail"),
    path("<int:pk>/acknowledge", views.acknowledge, name="warning-acknowledge"),
    path("<int:pk>/close", views.close, name="warning-close"),
]
