"""What the demo park decided about its lists, what an authority designated, and facts of units."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copark.synergy import services
from copark.synergy.calc.credit_code import check_digit
from copark.synergy.calc.rulesets import THREE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from demo.rows import Built

SIGNATORY = "澜湾园区管委会（虚构） Lanwan Park Committee (fictional)"
NOTE = "Demonstration; no real authority decided this. 演示数据，非真实文件。"
EVIDENCE = "waste ledger (stand-in) 危险废物管理台账（演示）"
DOCUMENT = "澜环发〔{year}〕12号（演示）"
#: No area has the number 000000, so no real enterprise has such a credit code.
CREDIT_BODY = "91000000MA0000{code}"
TITLES = ("企业名称", "统一社会信用代码", "园区编码", "名录类别", "年度", "文号")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of an enterprise, from some years before on."""

    code: str
    name: str
    years_ago: int
    value: str = "1"


#: One above the threshold of 100 t, one a little below it.
BEFORE = (
    Fact("E01", "annual_hazardous_waste_t", 2, "436.5"),
    Fact("E20", "annual_hazardous_waste_t", 2, "88"),
    Fact("E20", "annual_hazardous_waste_t", 1, "95.2"),
)
#: Entered after the lists were decided: drawn today they would differ.
AFTER = (Fact("E27", "industrial_noise_exceeds_or_sensitive_area", 1),)


@dataclass(frozen=True, slots=True)
class Named:
    """A row of the authority's document: how it writes a name, and on which list."""

    written: str
    list: str
    code: str = ""  #: Whose credit code stands beside it.


DESIGNATED = (
    Named("鹭苇药业", "重点用能单位"),
    Named("鹭苇药业", "环境风险重点管控单位"),
    Named("浙江鹭苇药业有限公司", "水环境重点排污单位", "E01"),
    Named("澜湾热电", "重点用能单位"),
    Named("澜湾热电", "大气环境重点排污单位"),
    Named("澜湾污水处理厂", "水环境重点排污单位"),
    Named("锚灯溶剂", "噪声重点排污单位"),
    Named("远岬水泥（虚构）", "大气环境重点排污单位"),
)
#: Row of the file in which a name is only alike, and whom the park's staff said it means.
DECIDED = {4: "E01"}


def decide(built: Built, *, now: datetime, folder: Path) -> None:
    """Enter facts, publish the lists of last year, and import what the authority designated."""
    _enter(BEFORE, built, now)
    _publish(built, now)
    _enter(AFTER, built, now)
    _designate(built, now, folder)


def _publish(built: Built, now: datetime) -> None:
    last = now.year - 1
    day = min(date(now.year, 3, 20), now.date())
    for place, name in enumerate(THREE, start=1):
        head = services.Head(f"澜湾管发〔{now.year}〕{place}号（演示）", day, SIGNATORY, NOTE)
        services.publish(
            name=name,
            year=last,
            rules="default",
            head=head,
            after_turn=0,
            user_id=built.users["park"],
            now=now,
        )


def _designate(built: Built, now: datetime, folder: Path) -> None:
    content = _sheet(now.year)
    name = f"designated-{now.year}.csv"
    (folder / name).write_bytes(content)
    services.import_designated(
        name=name,
        content=content,
        decided={row: built.enterprises[code] for row, code in DECIDED.items()},
        user_id=built.users["park"],
        now=now,
    )


def credit_code(code: str) -> str:
    """Return the invented credit code of an enterprise of the demo; its check digit is right."""
    body = CREDIT_BODY.format(code=code)
    return body + check_digit(body)


def _enter(rows: tuple[Fact, ...], built: Built, now: datetime) -> None:
    for row in rows:
        services.record_fact(
            enterprise_id=built.enterprises[row.code],
            name=row.name,
            year_from=now.year - row.years_ago,
            value=Decimal(row.value),
            evidence=EVIDENCE,
            user_id=built.users["park"],
            now=now,
        )


def _sheet(year: int) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(TITLES)
    for row in DESIGNATED:
        number = credit_code(row.code) if row.code else ""
        writer.writerow((row.written, number, "", row.list, year, DOCUMENT.format(year=year)))
    return buffer.getvalue().encode()
