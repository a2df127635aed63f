"""``copark report`` writes the files that the pages hand out."""

import pytest
from typer.testing import CliRunner

from copark.kernel.errors import Refused
from copark.site.cli import app
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)], catch_exceptions=True)


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_report_is_written_into_a_file(tmp_path, form):
    made.park()
    out = tmp_path / f"park.{form}"

    answer = run("park", "--year", made.YEAR, "--format", form, "--out", out)

    assert answer.exit_code == 0, answer.output
    assert out.read_bytes()[:2] == (b"%P" if form == "pdf" else b"PK")
    assert str(out) in answer.output


def test_an_enterprise_is_named_by_its_code(tmp_path):
    made.park()
    out = tmp_path / "own.pdf"

    answer = run("enterprise", "--year", made.YEAR, "--enterprise", "A1", "--out", out)

    assert answer.exit_code == 0, answer.output
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("park", "--year", 2019), "reporting.year.empty"),
        (("weather", "--year", made.YEAR), "reporting.kind.unknown"),
        (("enterprise", "--year", made.YEAR, "--enterprise", "Z9"), "cli.enterprise"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(tmp_path, arguments, code):
    made.park()
    out = tmp_path / "none.pdf"

    answer = run(*arguments, "--out", out)

    assert isinstance(answer.exception, Refused)
    assert answer.exception.code == code
    assert not out.exists()
