from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from copark.web import numbers

CASES = [
    (Decimal("12.3456"), "12.35", "12.35"),
    (Decimal("0.00012345"), "0.0001234", "0.0001234"),
    (1234567, "1,234,567", "123.5 万"),
    (Decimal("-9876.5"), "−9,876", "−9,876"),
    (Decimal("123456789.5"), "123,456,790", "1.235 亿"),
    (3, "3", "3"),
    (Decimal("6.0000"), "6", "6"),
    (0, "0", "0"),
    (None, "–", "–"),
    (float("nan"), "–", "–"),
    ("not a number", "–", "–"),
]


@pytest.mark.parametrize(("value", "english", "chinese"), CASES)
def test_a_number_is_written_as_each_language_writes_it(value, english, chinese):
    with translation.override("en"):
        assert str(numbers.written(value)) == english
    with translation.override("zh-hans"):
        assert str(numbers.written(value)) == chinese


def test_a_unit_is_a_word_in_chinese_and_a_symbol_in_english():
    with translation.override("zh-hans"):
        assert numbers.unit_text("tce") == "吨标准煤"
    with translation.override("en"):
        assert (numbers.unit_text("tce"), numbers.unit_text("mg/m3")) == ("tce", "mg/m³")
