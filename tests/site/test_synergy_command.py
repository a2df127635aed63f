"""``copark synergy``, as it is called: a file in, effects or objections out."""

import json
import sys
from pathlib import Path

import pytest

from copark.site import cli
from copark.site.commands import synergy

GOOD = """\
name: AE15
date: 2025-01-01
carbon_price: 60 CNY/t
baseline: {so2: 60 t, nmhc: 40 t, co2: "50,000 tCO2e"}
measures:
  - {name: boiler, annual_cost: 120000 CNY, reductions: {so2: 3 t, co2: 2000 tCO2e}}
  - {name: oxidiser, reductions: {nmhc: 30 t, co2: -539 tCO2e}}
"""


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    def run(content, *options, name="case.yaml"):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        monkeypatch.setattr(sys, "argv", ["copark", "synergy", str(file), *options])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capsys.readouterr()

    return run


def test_the_table_shows_elasticity_verdict_and_cost(call):
    code, out, _ = call(GOOD)

    assert code == 0
    assert "1.2500 pollutant reduced more" in out
    assert "trade-off" in out
    assert "All measures together" in out


def test_json_holds_the_same_and_keeps_every_digit(call):
    code, out, _ = call(GOOD, "--format", "json")

    document = json.loads(out)
    assert code == 0
    assert document["measures"][0]["effects"][0]["elasticity"] == "1.25"
    assert document["measures"][1]["effects"][0]["verdict"] == "TRADE_OFF"


def test_the_same_case_in_json_gives_the_same(call):
    case = {
        "name": "AE15",
        "date": "2025-01-01",
        "carbon_price": "60 CNY/t",
        "baseline": {"so2": "60 t", "nmhc": "40 t", "co2": "50,000 tCO2e"},
        "measures": [
            {
                "name": "boiler",
                "annual_cost": "120000 CNY",
                "reductions": {"so2": "3 t", "co2": "2000 tCO2e"},
            },
            {"name": "oxidiser", "reductions": {"nmhc": "30 t", "co2": "-539 tCO2e"}},
        ],
    }

    from_yaml = call(GOOD, "--format", "json")
    from_json = call(json.dumps(case), "--format", "json", name="case.json")

    assert from_yaml == from_json


def test_the_example_of_the_handbook_runs(monkeypatch, capsys):
    example = Path(__file__).resolve().parents[2] / "docs/examples/synergy.yaml"
    monkeypatch.setattr(sys, "argv", ["copark", "synergy", str(example)])

    with pytest.raises(SystemExit) as end:
        cli.main()

    assert end.value.code == 0
    assert "equivalent 130,105.26 CNY" in capsys.readouterr().out


def test_chinese_names_pollutants_in_chinese(call):
    code, out, _ = call(GOOD, "--language", "zh-hans")

    assert code == 0
    assert "二氧化硫" in out


def test_the_effects_can_be_written_into_a_file(call, tmp_path):
    code, out, _ = call(GOOD, "-o", str(tmp_path / "effects.txt"))

    assert (code, out) == (0, "")
    assert "1.2500" in (tmp_path / "effects.txt").read_text("utf-8")


def test_a_file_that_cannot_be_written_is_a_named_error(call, tmp_path):
    code, out, err = call(GOOD, "-o", str(tmp_path / "nowhere" / "effects.txt"))

    assert (code, out) == (2, "")
    assert "cannot be written. [cli.output]" in err


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (GOOD.replace("3 t", "3"), "a.yaml", "measures[0].reductions.so2: 3 has no unit"),
        (GOOD.replace("60 t", "2 t"), "a.yaml", "measures[0].reductions.so2: 3 t are more than"),
        (GOOD.replace("boiler", "oxidiser"), "a.yaml", "measures[1]: the measure “oxidiser”"),
        ("a: [", "a.yaml", "line 1, column"),
        ("a: &x 1\nb: *x", "a.yaml", "line 2, column 4"),
        ("a: 1\na: 2", "a.yaml", "line 2, column 1"),
        ("? [a]\n: 1", "a.yaml", "a name is missing"),
        ("a: " + "[" * 30 + "]" * 30, "a.yaml", "nested too deeply"),
        ("[" * 100_000, "a.yaml", "nested too deeply"),
        ("a: 1\n---\nb: 2", "a.yaml", "found another document"),
        ("[" + "1," * 200_000, "a.yaml", "too much"),
        ("a: \x00", "a.yaml", "cannot be read"),
        ("", "a.yaml", "synergy.file.table"),
        ("{", "a.json", "line 1, column 2"),
        ('{"a": NaN}', "a.json", "NaN is no number"),
        ('{"a": 1, "a": 2}', "a.json", "given twice"),
        ("[" * 100_000, "a.json", "nested too deeply"),
        ("[" * 30 + "]" * 30, "a.json", "nested too deeply"),
        (b"\xff\xfe\x00", "a.yaml", "UTF-8"),
        (b"#" * 1_000_001, "a.yaml", "longer than the 1000000 bytes"),
        (None, "a.yaml", "cannot be read"),
    ],
)
def test_bad_input_ends_with_code_2_a_named_error_and_no_trace(call, content, name, said):
    code, out, err = call(content, name=name)

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_every_objection_that_can_be_made_has_its_sentence():
    import copark.synergy.calc as package

    folder = Path(package.__path__[0])
    text = "".join((folder / f"measure{name}.py").read_text("utf-8") for name in ("s", "_file"))
    import re

    made = set(re.findall(r'"((?:synergy|import)\.[a-z]+\.[a-z]+)"', text))
    assert made - {"synergy.measures.none"} <= set(synergy.FAULTS)
