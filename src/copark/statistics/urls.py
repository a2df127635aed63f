from __future__ import annotations

from django.urls import path

from copark.statistics.views import (
    composition,
    contribution,
    guidance,
    home,
    intensity,
    makings,
    plan,
    season,
    sector,
    trends,
)

app_name = "statistics"
urlpatterns = [
    path("", home.home, name="home"),
    path("trends/", trends.trend, name="trends"),
    path("composition/", composition.composition, name="composition"),
    path("season/", season.season, name="season"),
    path("contribution/", contribution.contribution, name="contribution"),
    path("plan/", plan.plan, name="plan"),
    path("making/", makings.making, name="making"),
    path("intensity/", intensity.intensity, name="intensity"),
    path("intensity/making/", intensity.making, name="intensity-making"),
    path("sector/", sector.sector, name="sector"),
    path("sector/making/", sector.making, name="sector-making"),
    path("guidance/<int:enterprise_id>/", guidance.guidance, name="guidance"),
    path("guidance/<int:enterprise_id>/making/", guidance.making, name="guidance-making"),
]
