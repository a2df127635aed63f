from __future__ import annotations

from decimal import Decimal

from django.template import engines
from django.utils import translation

from copark.kernel.figure import Figure, Ingredient, Source
from copark.web.components import parts


def rendered(text: str, **context) -> str:
    return engines["django"].from_string("{% load copark %}" + text).render(context)


FACTOR = Ingredient("Factor", Decimal("0.1229"), "kgce/kWh", Source("GB/T 2589-2020", "memory"))
PART = Figure("Electricity", Decimal(12), "tce", "amount × factor", ingredients=(FACTOR,))
WHOLE = Figure(
    "Energy",
    Decimal(12345),
    "tce",
    "sum",
    "2025",
    parts=(PART,),
    grade="estimated",
    coverage=Decimal("0.9"),
)


def test_a_figure_shows_value_unit_grade_and_low_coverage():
    html = rendered("{% figure it change=change %}", it=WHOLE, change=Decimal("-0.05"))

    assert "12,345" in html
    assert "tce" in html
    assert "estimated" in html
    assert "coverage 90 %" in html
    assert "↓" in html


def test_a_figure_leads_down_to_the_source_of_its_last_ingredient():
    html = rendered("{% figure it %}", it=WHOLE)

    assert "amount × factor" in html
    assert "GB/T 2589-2020" in html
    assert "to be verified" in html


def test_full_coverage_is_not_worth_a_word():
    full = Figure("Energy", Decimal(1), "tce", "sum", coverage=Decimal("0.97"))

    assert parts.figure(full).coverage == ""


def test_a_state_has_shape_and_word_beside_its_colour():
    html = rendered('{% state "ALARM" %}')

    assert "<rect" in html
    assert "state-alarm" in html
    assert "Alarm" in html


def test_an_unheard_of_state_is_unknown_rather_than_normal():
    assert "state-unknown" in rendered('{% state "PURPLE" %}')


def test_a_state_is_said_in_chinese():
    with translation.override("zh-hans"):
        assert "报警" in rendered('{% state "ALARM" %}')


def test_text_from_outside_is_escaped_in_a_figure():
    html = rendered("{% figure it %}", it=Figure("<b>x</b>", Decimal(1), "t", "<script>"))

    assert "<script>" not in html
    assert "<b>x</b>" not in html


def test_the_stepper_marks_what_is_done_and_what_is_next():
    html = rendered("{% component it %}", it=parts.Stepper(("Draft", "Check", "Approve"), 1))

    assert html.count("data-done") == 1
    assert html.count('aria-current="step"') == 1
