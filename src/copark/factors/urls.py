from __future__ import annotations

from django.urls import path

from copark.factors.views import compare, tables, versions

app_name = "factors"
urlpatterns = [
    path("", tables.table_list, name="table-list"),
    path("versions/<int:version_id>/", versions.version_detail, name="version-detail"),
    path("versions/<int:version_id>/activate/", versions.version_activate, name="version-activate"),
    path("versions/<int:version_id>/withdraw/", versions.version_withdraw, name="version-withdraw"),
    path("versions/<int:version_id>/<slug:kind>/", versions.version_file, name="version-file"),
    path("<slug:table>/", tables.table_detail, name="table-detail"),
    path("<slug:table>/rows/<int:line>/", tables.table_row, name="table-row"),
    path("<slug:table>/compare/", compare.compare, name="table-compare"),
    path("<slug:table>/new/", versions.version_new, name="version-new"),
    path("<slug:table>/own/", versions.row_new, name="row-new"),
    path("<slug:table>/<int:number>.csv", compare.text, name="table-text"),
]
