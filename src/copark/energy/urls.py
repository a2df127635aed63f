from __future__ import annotations

from django.urls import path

from copark.energy.views import output, turnover, uses, years

app_name = "energy"
urlpatterns = [
    path("", years.year, name="year"),
    path("enterprises/<int:pk>/", years.enterprise_detail, name="enterprise-detail"),
    path("enterprises/<int:pk>/making/", years.making, name="making"),
    path("years/<int:year>/close/", years.year_close, name="year-close"),
    path("factors/", years.factor_list, name="factor-list"),
    path("uses/", uses.use_list, name="use-list"),
    path("uses/new/", uses.use_new, name="use-new"),
    path("uses/<int:pk>/", uses.use_correct, name="use-correct"),
    path("uses/<int:pk>/withdraw/", uses.use_withdraw, name="use-withdraw"),
    path("uses/import/", uses.use_import, name="use-import"),
    path("uses/import/<int:upload_id>/", uses.use_preview, name="use-preview"),
    path("uses/import/<int:upload_id>/undo/", uses.use_undo, name="use-undo"),
    path("uses/template.<str:form>", uses.use_template, name="use-template"),
    path("output/", output.output_list, name="output-list"),
    path("output/new/", output.output_new, name="output-new"),
    path("output/<int:pk>/", output.output_correct, name="output-correct"),
    path("output/<int:pk>/withdraw/", output.output_withdraw, name="output-withdraw"),
    path("output/import/", output.output_import, name="output-import"),
    path("output/import/<int:upload_id>/", output.output_preview, name="output-preview"),
    path("output/import/<int:upload_id>/undo/", output.output_undo, name="output-undo"),
    path("output/template.<str:form>", output.output_template, name="output-template"),
    path("turnover/", turnover.turnover_list, name="turnover-list"),
    path("turnover/new/", turnover.turnover_new, name="turnover-new"),
    path("turnover/<int:pk>/", turnover.turnover_correct, name="turnover-correct"),
    path("turnover/<int:pk>/withdraw/", turnover.turnover_withdraw, name="turnover-withdraw"),
    path("turnover/import/", turnover.turnover_import, name="turnover-import"),
    path("turnover/import/<int:upload_id>/", turnover.turnover_preview, name="turnover-preview"),
    path("turnover/import/<int:upload_id>/undo/", turnover.turnover_undo, name="turnover-undo"),
    path("turnover/template.<str:form>", turnover.turnover_template, name="turnover-template"),
]
