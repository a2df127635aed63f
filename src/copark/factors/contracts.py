"""What is known of tables of factors and their versions, for whoever shows or uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added, removed or changed."""

    kind: str  #: ``ADDED``, ``REMOVED`` or ``CHANGED``.
    key: tuple[str, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a table, without its content. Version 0 is the table that was shipped."""

    package: str
    file: str
    sha256: str
    state: str  #: ``SHIPPED``, ``DRAFT``, ``ACTIVE`` or ``WITHDRAWN``.
    id: int | None = None
    number: int = 0
    base_number: int = 0
    title: str = ""
    source: str = ""
    confidence: str = ""
    reason: str = ""
    valid_from: date | None = None
    made_at: datetime | None = None
    made_by: str = ""
    activated_at: datetime | None = None
    activated_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_reason: str = ""
    file_id: int | None = None
    file_name: str = ""
    evidence_id: int | None = None
    evidence_name: str = ""


@dataclass(frozen=True, slots=True)
class TableFact:
    """A table of factors as it holds."""

    name: str
    package: str
    file: str
    name_en: str
    name_zh: str
    holds_en: str
    holds_zh: str
    number: int  #: Of the version in force.
    valid_from: date | None
    rows: int
    seen: int  #: Rows read in the source they name; the others are to be verified.
    drafts: int


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What somebody says of a version that they make."""

    title: str
    source: str
    confidence: str
    reason: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody brought."""

    name: str
    content: bytes
