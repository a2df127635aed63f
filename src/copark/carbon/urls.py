from __future__ import annotations

from django.urls import path

from copark.carbon.views import entries, factors, years

app_name = "carbon"
urlpatterns = [
    path("", years.year, name="year"),
    path("enterprises/<int:pk>/", years.enterprise_detail, name="enterprise-detail"),
    path("enterprises/<int:pk>/making/", years.making, name="making"),
    path("factors/", factors.factor_list, name="factor-list"),
    path("grids/", factors.grid_list, name="grid-list"),
    path("method/", factors.method_choose, name="method-choose"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("entries/<int:pk>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("entries/<slug:block>/", entries.entry_list, name="entry-list"),
    path("entries/<slug:block>/new/", entries.entry_new, name="entry-new"),
    path("entries/<slug:block>/import/", entries.entry_import, name="entry-import"),
    path(
        "entries/<slug:block>/import/<int:upload_id>/", entries.entry_preview, name="entry-preview"
    ),
    path(
        "entries/<slug:block>/import/<int:upload_id>/undo/", entries.entry_undo, name="entry-undo"
    ),
    path("entries/<slug:block>/template.<str:form>", entries.entry_template, name="entry-template"),
]
