from __future__ import annotations

from django.urls import path

from copark.monitoring.views import commands, evidence, hours, marks, overview, station, upkeep

app_name = "monitoring"
urlpatterns = [
    path("", overview.station_list, name="station-list"),
    path("map/", overview.outlet_map, name="map"),
    path("map/outlets.json", overview.outlet_values, name="outlet-values"),
    path("outlets/", overview.outlet_list, name="outlet-list"),
    path("outlets/<int:pk>/", station.outlet_detail, name="outlet-detail"),
    path("stations/<int:pk>/", station.station_detail, name="station-detail"),
    path("stations/<int:pk>/marks/", marks.mark_list, name="mark-list"),
    path("stations/<int:pk>/commands/", commands.command_list, name="command-list"),
    path("points/<int:pk>/series.json", station.series, name="point-series"),
    path("points/<int:pk>/hours/", hours.hour_list, name="hour-list"),
    path("points/<int:pk>/evidence/", evidence.point_evidence, name="point-evidence"),
    path("frames/<slug:inbox>/<int:position>/", evidence.frame_detail, name="frame-detail"),
    path("faults/", upkeep.fault_list, name="fault-list"),
    path("gateways/", upkeep.gateway_list, name="gateway-list"),
    path("quality/", upkeep.quality_list, name="quality-list"),
    path("quality/making/", upkeep.quality_making, name="quality-making"),
]
