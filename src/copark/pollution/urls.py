from __future__ import annotations

from django.urls import path

from copark.pollution.views import enterprises, entries, registers, releases, years

app_name = "pollution"
urlpatterns = [
    path("", years.year, name="year"),
    path("enterprises/<int:pk>/", enterprises.enterprise_detail, name="enterprise-detail"),
    path("making/", years.park_making, name="park-making"),
    path("enterprises/<int:pk>/making/", enterprises.making, name="making"),
    path("enterprises/<int:pk>/part/", enterprises.part_making, name="part-making"),
    path("pollutants/", years.pollutant_list, name="pollutant-list"),
    path("entries/", entries.entry_list, name="entry-list"),
    path("entries/<int:pk>/", entries.entry_correct, name="entry-correct"),
    path("entries/<int:pk>/withdraw/", entries.entry_withdraw, name="entry-withdraw"),
    path("entries/<int:pk>/evidence/", entries.entry_evidence, name="entry-evidence"),
    path("entries/<slug:block>/", entries.entry_list, name="entry-list"),
    path("entries/<slug:block>/new/", entries.entry_new, name="entry-new"),
    path("entries/<slug:block>/import/", entries.entry_import, name="entry-import"),
    path(
        "entries/<slug:block>/import/<int:upload_id>/",
        entries.entry_preview,
        name="entry-preview",
    ),
    path(
        "entries/<slug:block>/import/<int:upload_id>/undo/",
        entries.entry_undo,
        name="entry-undo",
    ),
    path("entries/<slug:block>/template.<str:form>", entries.entry_template, name="entry-template"),
    path("releases/", releases.release_list, name="release-list"),
    path("releases/new/", releases.release_new, name="release-new"),
    path("releases/<int:pk>/", releases.release_correct, name="release-correct"),
    path("releases/<int:pk>/withdraw/", releases.release_withdraw, name="release-withdraw"),
    path("releases/import/", releases.release_import, name="release-import"),
    path("releases/import/<int:upload_id>/", releases.release_preview, name="release-preview"),
    path("releases/import/<int:upload_id>/undo/", releases.release_undo, name="release-undo"),
    path("releases/template.<str:form>", releases.release_template, name="release-template"),
    path("registers/", registers.register_list, name="register-list"),
    path("registers/import/", registers.register_import, name="register-import"),
    path("registers/both/", registers.register_joined, name="register-joined"),
    path("registers/<int:pk>/", registers.register_detail, name="register-detail"),
    path("registers/<int:pk>/withdraw/", registers.register_withdraw, name="register-withdraw"),
    path("registers/matches/<int:pk>/", registers.register_match, name="register-match"),
    path("registers/matches/<int:pk>/decide/", registers.register_decide, name="register-decide"),
    path("registers/matches/<int:pk>/undo/", registers.register_undo, name="register-undo"),
    path("registers/matches/<int:pk>/making/", registers.register_making, name="register-making"),
]
