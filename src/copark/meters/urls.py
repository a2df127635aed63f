from __future__ import annotations

from django.urls import path

from copark.meters.views import detail, lists, makings, virtual

app_name = "meters"
urlpatterns = [
    path("", lists.meter_list, name="meter-list"),
    path("balances/", lists.balance_list, name="balance-list"),
    path("making/", makings.making, name="making"),
    path("<int:pk>/", detail.meter_detail, name="meter-detail"),
    path("virtual/new/", virtual.virtual_edit, name="virtual-new"),
    path("virtual/<int:pk>/", virtual.virtual_detail, name="virtual-detail"),
    path("virtual/<int:pk>/edit/", virtual.virtual_edit, name="virtual-edit"),
    path("virtual/<int:pk>/hours.json", virtual.virtual_series, name="virtual-series"),
]
