"""The rules of monitoring as dated rows, and those in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.monitoring.calc.validity import ValidityRule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One number that a standard, or this project, decides; from a day on, up to another."""

    key: str
    value: float
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str  #: ``seen``, ``memory`` or ``own``.


@dataclass(frozen=True, slots=True)
class ReplacementRule:
    """How the emission of a lost hour is found."""

    rate_high: float  #: Valid-data rate from which the short windows hold. [-]
    rate_low: float  #: Rate below which nothing is replaced by itself. [-]
    short_event: int  #: Longest event that takes the short window. [h]
    window_short: int  #: Valid hours to look back on. [h]
    window_long: int  #: [h]
    window_low: int  #: [h]


@dataclass(frozen=True, slots=True)
class WarningRule:
    """When somebody is warned."""

    instant_seconds: int  #: [s]
    release_share: float  #: [-]
    frozen_hours: int  #: [h]
    silent_intervals: int  #: [-]
    stale_seconds: int  #: [s]


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule in force on a day."""

    validity: ValidityRule
    replacement: ReplacementRule
    warning: WarningRule
    oxygen_guard: float  #: [%]
    water_day_share: float  #: [-]
    marking_late_days: int  #: [d]


def rules_on(day: date, rows: Sequence[RuleRow]) -> Rules:
    """
    Return the rules in force on a day; before the first edition, the first edition.

    Raises
    ------
    KeyError
        If a rule has no row.
    """
    values: dict[str, RuleRow] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        if row.key not in values or row.valid_from <= day:
            values[row.key] = row
    number = {key: row.value for key, row in values.items()}
    whole = {key: int(value) for key, value in number.items()}
    return Rules(
        validity=ValidityRule(
            hour_minutes=whole["validity.hour_minutes"],
            day_hours=whole["validity.day_hours"],
            month_days=whole["validity.month_days"],
            february_days=whole["validity.february_days"],
            source=values["validity.hour_minutes"].source,
        ),
        replacement=ReplacementRule(
            rate_high=number["replacement.rate_high"],
            rate_low=number["replacement.rate_low"],
            short_event=whole["replacement.short_event"],
            window_short=whole["replacement.window_short"],
            window_long=whole["replacement.window_long"],
            window_low=whole["replacement.window_low"],
        ),
        warning=WarningRule(
            instant_seconds=whole["warning.instant_seconds"],
            release_share=number["warning.release_share"],
            frozen_hours=whole["warning.frozen_hours"],
            silent_intervals=whole["warning.silent_intervals"],
            stale_seconds=whole["warning.stale_seconds"],
        ),
        oxygen_guard=number["oxygen.guard"],
        water_day_share=number["water.day_share"],
        marking_late_days=whole["marking.late_days"],
    )
