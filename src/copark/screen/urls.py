from __future__ import annotations

from django.urls import path

from copark.screen import views

app_name = "screen"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("park.json", views.park_map, name="park-map"),
    path("stream", views.stream, name="stream"),
]
