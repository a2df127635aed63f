"""Every address of a Copark."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from copark.base.views import set_language
from copark.site import search, views
from copark.site.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.park_standing, name="park-standing"),
    path("today/making/<slug:key>/", views.park_making, name="park-making"),
    path("today/<int:enterprise_id>/", views.enterprise_standing, name="enterprise-standing"),
    path(
        "today/<int:enterprise_id>/making/<slug:key>/",
        views.enterprise_making,
        name="enterprise-making",
    ),
    path("search/", search.search, name="search"),
    path("language/", set_language, name="set-language"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("people/", include("copark.base.urls")),
    path("park/", include("copark.registry.urls")),
    path("monitoring/", include("copark.monitoring.urls")),
    path("meters/", include("copark.meters.urls")),
    path("warnings/", include("copark.alerts.urls")),
    path("energy/", include("copark.energy.urls")),
    path("carbon/", include("copark.carbon.urls")),
    path("pollution/", include("copark.pollution.urls")),
    path("lists/", include("copark.synergy.urls")),
    path("factors/", include("copark.factors.urls")),
    path("statistics/", include("copark.statistics.urls")),
    path("inventories/", include("copark.reporting.urls")),
    path("screen/", include("copark.screen.urls")),
]
