from __future__ import annotations

from django.urls import path

from copark.registry.views import details, edits, lists

app_name = "registry"
urlpatterns = [
    path("setup/", lists.park_detail, name="park-detail"),
    path("setup/edit/", edits.park_edit, name="park-edit"),
    path("setup/zones/new/", edits.zone_edit, name="zone-new"),
    path("setup/zones/<int:zone_id>/edit/", edits.zone_edit, name="zone-edit"),
    path("enterprises/", lists.enterprise_list, name="enterprise-list"),
    path("enterprises/new/", edits.enterprise_edit, name="enterprise-new"),
    path("enterprises/<int:enterprise_id>/", details.enterprise_detail, name="enterprise-detail"),
    path("enterprises/<int:enterprise_id>/edit/", edits.enterprise_edit, name="enterprise-edit"),
    path("enterprises/<int:enterprise_id>/outlets/new/", edits.outlet_edit, name="outlet-new"),
    path("enterprises/<int:enterprise_id>/permits/new/", edits.permit_edit, name="permit-new"),
    path("enterprises/permits/<int:permit_id>/edit/", edits.permit_edit, name="permit-edit"),
    path("outlets/", lists.outlet_list, name="outlet-list"),
    path("outlets/<int:outlet_id>/", details.outlet_detail, name="outlet-detail"),
    path("outlets/<int:outlet_id>/edit/", edits.outlet_edit, name="outlet-edit"),
    path("outlets/<int:outlet_id>/stations/new/", edits.station_edit, name="station-new"),
    path("outlets/stations/<int:station_id>/", details.station_detail, name="station-detail"),
    path("outlets/stations/<int:station_id>/edit/", edits.station_edit, name="station-edit"),
    path("outlets/points/<int:point_id>/limits/", edits.point_limits, name="point-limits"),
]
