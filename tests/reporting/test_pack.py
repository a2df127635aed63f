"""A pack gives back what was put in, and tells of every byte that somebody changed."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copark.kernel.errors import Refused
from copark.kernel.figure import Figure, Ingredient, total
from copark.kernel.figure_json import from_data, to_data
from copark.reporting.calc import pack
from copark.reporting.calc.agreement import differences

FILES = {"about.json": b"{}", "inputs/energy.json": b"[1]"}


def rewritten(content: bytes, **changes: bytes | None) -> bytes:
    """The archive with files added, replaced or (None) left out, and the manifest as it was."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files |= changes
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, found in files.items():
            if found is not None:
                archive.writestr(name, found)
    return target.getvalue()


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        pack.opened(content)
    return refusal.value.code


def test_what_was_sealed_opens_with_the_same_seal():
    content, seal = pack.sealed(FILES)

    assert pack.opened(content) == (FILES, seal)


def test_the_order_of_files_makes_no_other_pack():
    assert pack.sealed(FILES) == pack.sealed(dict(reversed(FILES.items())))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"inputs/energy.json": b"[2]"}, "pack.changed"),
        ({"inputs/energy.json": None}, "pack.missing"),
        ({"more.txt": b"x"}, "pack.added"),
        ({"MANIFEST.json": None}, "pack.manifest"),
        ({"MANIFEST.json": b"[]"}, "pack.manifest"),
        ({"MANIFEST.json": b'{"format": 9, "files": {}}'}, "pack.format"),
        ({"MANIFEST.json": b"\xff"}, "pack.manifest"),
    ],
)
def test_a_pack_that_somebody_changed_is_refused_and_says_where(change, code):
    content, _seal = pack.sealed(FILES)

    assert code_of(rewritten(content, **change)) == code


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"\x00" * 1000])
def test_what_is_no_archive_is_refused(content):
    assert code_of(content) == "pack.damaged"


def test_an_archive_that_unpacks_to_more_than_any_inventory_is_refused_unread():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * (pack.MAX_UNPACKED + 1))

    assert code_of(target.getvalue()) == "pack.large"


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_byte_changed_anywhere_is_refused_or_changes_nothing(place, by):
    content, seal = pack.sealed(FILES)
    at = place % len(content)
    damaged = content[:at] + bytes([(content[at] + by) % 256]) + content[at + 1 :]

    try:
        files, again = pack.opened(damaged)
    except Refused:
        return
    assert (files, again) == (FILES, seal)


figures = st.builds(
    Figure,
    st.text(max_size=5),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.just("t"),
    st.text(max_size=5),
    ingredients=st.lists(
        st.builds(
            Ingredient,
            st.text(max_size=5),
            st.decimals(allow_nan=False, allow_infinity=False),
            st.just("kg"),
        ),
        max_size=2,
    ).map(tuple),
)


@given(st.lists(figures, max_size=4))
def test_a_figure_that_was_kept_comes_back_to_the_last_digit(parts):
    made = total("sum", "t", "sum", tuple(parts))

    again = from_data(to_data(made))

    assert again == made
    assert differences({"a": made}, {"a": again}) == ()


def test_a_difference_deep_down_is_found_and_named():
    def tree(value: str) -> Figure:
        leaf = Figure("Coal", Decimal(1), "t", "", ingredients=(coal(value),))
        return total("sum", "t", "sum", (leaf,))

    [found] = differences({"energy": tree("1.10")}, {"energy": tree("1.1")})

    assert (found.place, found.kept, found.computed) == (
        "energy › Coal › Amount",
        "1.10 t",
        "1.1 t",
    )


def coal(value: str) -> Ingredient:
    return Ingredient("Amount", Decimal(value), "t")


def test_a_figure_that_lacks_on_one_side_is_a_difference():
    one = Figure("Coal", Decimal(1), "t", "weighed")

    assert [row.place for row in differences({"a": one}, {})] == ["a"]
