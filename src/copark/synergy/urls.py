from __future__ import annotations

from django.urls import path

from copark.synergy.views import (
    coreduction,
    designated,
    facts,
    lists,
    publications,
    rulesets,
    standing,
    whatif,
)

app_name = "synergy"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("changes/", standing.change_list, name="change-list"),
    path("candidates/", standing.candidate_list, name="candidate-list"),
    path("what-if/", whatif.what_if, name="what-if"),
    path("decisions/", publications.publication_list, name="publication-list"),
    path(
        "decisions/<int:year>/<slug:name>/",
        publications.publication_detail,
        name="publication-detail",
    ),
    path(
        "decisions/<int:year>/<slug:name>/making/",
        publications.publication_making,
        name="publication-making",
    ),
    path("decisions/<int:year>/<slug:name>/new/", publications.publish, name="publish"),
    path("decisions/<int:year>/<slug:name>/withdraw/", publications.withdraw, name="withdraw"),
    path("designated/", designated.designated_list, name="designated-list"),
    path("designated/import/", designated.designated_import, name="designated-import"),
    path(
        "designated/import/<int:upload_id>/",
        designated.designated_preview,
        name="designated-preview",
    ),
    path(
        "designated/import/<int:upload_id>/undo/",
        designated.designated_undo,
        name="designated-undo",
    ),
    path(
        "designated/template.<str:form>", designated.designated_template, name="designated-template"
    ),
    path("facts/", facts.fact_list, name="fact-list"),
    path("facts/making/", facts.fact_making, name="fact-making"),
    path("facts/new/", facts.fact_new, name="fact-new"),
    path("facts/<int:pk>/withdraw/", facts.fact_withdraw, name="fact-withdraw"),
    path("coreduction/", coreduction.coreduction, name="coreduction"),
    path("coreduction/making/", coreduction.making, name="coreduction-making"),
    path("rules/", rulesets.ruleset_list, name="ruleset-list"),
    path("rules/<str:name>/", rulesets.ruleset_detail, name="ruleset-detail"),
    path("rules/<str:name>/new/", rulesets.ruleset_new, name="ruleset-new"),
]
