"""
Which tables hold: what the park activated last, else what came with Copark.

Texts never change under their version, so they are kept for good. Which versions are in force is
asked once a request (`settled`), and elsewhere at most once a second.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from copark.factors.models import TableVersion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECONDS = 1.0  #: Outside a request, how old the knowledge of what is in force may be.
TEXTS = 64  #: Versions kept in a process.

Table = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """Which version of a table holds."""

    id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Every table of which another version holds than the one shipped."""

    versions: Mapping[Table, Held]
    edition: str


@dataclass(slots=True)
class _Memory:
    """The last answer of the database."""

    holding: Holding | None = None
    at: float = 0.0


_loose = _Memory()
_settled: ContextVar[_Memory | None] = ContextVar("factors_settled", default=None)
_as_if: ContextVar[Holding | None] = ContextVar("factors_as_if", default=None)


def text(package: str, name: str) -> str:
    """Return the text of a table of a domain, such as ``carbon`` and ``grid_factors.csv``."""
    held = holding().versions.get((package, name))
    return content(held.id, held.sha256) if held else shipped(package, name)


def edition() -> str:
    """Return what changes whenever any table does, for the keys of caches."""
    return holding().edition


def holding() -> Holding:
    """Return which versions hold for whoever asks now."""
    supposed = _as_if.get()
    if supposed is not None:
        return supposed
    memory = _settled.get()
    if memory is not None:
        memory.holding = memory.holding or _asked()
        return memory.holding
    moment = time.monotonic()
    if _loose.holding is None or moment - _loose.at > SECONDS:
        _loose.holding, _loose.at = _asked(), moment
    return _loose.holding


@contextmanager
def settled() -> Iterator[None]:
    """Ask once which versions hold and keep to the answer: for a request, a report, a pack."""
    token = _settled.set(_Memory())
    try:
        yield
    finally:
        _settled.reset(token)


@contextmanager
def as_if(version_id: int) -> Iterator[None]:
    """Answer as though a version were in force."""
    row = TableVersion.objects.values_list("package", "table", "sha256").get(pk=version_id)
    package, table, digest = row
    with _supposed((package, table), Held(version_id, digest)):
        yield


@contextmanager
def as_if_without(version_id: int) -> Iterator[None]:
    """Answer as though a version were withdrawn: the one before it holds again."""
    row = TableVersion.objects.values_list("package", "table").get(pk=version_id)
    others = TableVersion.objects.active().of(*row).exclude(pk=version_id).order_by("-number")
    before = others.values_list("pk", "sha256").first()
    with _supposed(row, Held(*before) if before else None):
        yield


@contextmanager
def as_shipped() -> Iterator[None]:
    """Answer with the tables that came with Copark; no database is asked."""
    token = _as_if.set(Holding({}, ""))
    try:
        yield
    finally:
        _as_if.reset(token)


@contextmanager
def _supposed(table: Table, held: Held | None) -> Iterator[None]:
    versions = {key: one for key, one in holding().versions.items() if key != table}
    if held:
        versions[table] = held
    token = _as_if.set(_holding(versions))
    try:
        yield
    finally:
        _as_if.reset(token)


def forget() -> None:
    """Ask the database again: a version was activated or withdrawn."""
    _loose.holding = None
    memory = _settled.get()
    if memory is not None:
        memory.holding = None


def _asked() -> Holding:
    rows = TableVersion.objects.active().order_by("number")
    found = rows.values_list("package", "table", "pk", "sha256")
    return _holding({(package, table): Held(pk, digest) for package, table, pk, digest in found})


def _holding(versions: dict[Table, Held]) -> Holding:
    if not versions:
        return Holding({}, "")
    said = repr(sorted((key, held.sha256) for key, held in versions.items()))
    return Holding(versions, sha256(said.encode()).hexdigest())


@lru_cache(maxsize=TEXTS)
def content(version_id: int, digest: str) -> str:
    """The digest belongs to the key, so that nothing is taken for another database's row."""
    return TableVersion.objects.values_list("content", flat=True).get(pk=version_id, sha256=digest)


@cache
def shipped(package: str, name: str) -> str:
    """Return the text of a table as it came with Copark: version 0."""
    return resources.files(f"copark.{package}.calc").joinpath(name).read_text("utf-8")
