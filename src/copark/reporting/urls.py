from __future__ import annotations

from django.urls import path

from copark.reporting.views import acts, boundaries, factor_change, inventories, reports

app_name = "reporting"
ONE = "<int:enterprise_id>/<int:year>/"
urlpatterns = [
    path("", inventories.year_list, name="inventory-list"),
    path("boundaries/", boundaries.boundary_list, name="boundary-list"),
    path("boundaries/<int:pk>/withdraw/", boundaries.boundary_withdraw, name="boundary-withdraw"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/park/<slug:kind>-<int:year>.<str:form>", reports.report_park, name="report-park"),
    path(
        "reports/<int:enterprise_id>/<slug:kind>-<int:year>.<str:form>",
        reports.report_file,
        name="report-file",
    ),
    path("factors/<int:version_id>/", factor_change.factor_change, name="factor-change"),
    path(
        "factors/<int:version_id>/<int:enterprise_id>/<int:year>/<str:subject>/<slug:side>/",
        factor_change.making,
        name="factor-making",
    ),
    path(ONE, inventories.detail, name="inventory"),
    path(f"{ONE}steps/<slug:verb>/", acts.step, name="step"),
    path(f"{ONE}review/<slug:verb>/", acts.review, name="review"),
    path(f"{ONE}explain/", acts.explain, name="explain"),
    path(f"{ONE}due/", acts.due, name="due"),
    path(f"{ONE}draft.zip", acts.draft, name="draft"),
    path(f"{ONE}versions/<int:version_id>/", acts.version, name="version"),
    path(f"{ONE}versions/<int:version_id>/pack.zip", acts.sealed, name="sealed"),
]
