"""``copark verify``: open a pack, hold it against its seal, and compute its figures again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copark.carbon.calc.written import recomputed as carbon
from copark.energy.calc.making import recomputed as energy
from copark.kernel.errors import Refused
from copark.kernel.figure_json import from_data
from copark.pollution.calc.recomputed import recomputed as pollution
from copark.reporting.calc import pack
from copark.reporting.calc.agreement import count, differences

if TYPE_CHECKING:
    from copark.kernel.figure import Figure
    from copark.reporting.calc.agreement import Difference

TextOf = Callable[[str, str], str]
DOMAINS: dict[str, Callable[[Any, TextOf], dict[str, Figure]]] = {
    "energy": lambda inputs, text_of: energy(inputs, partial(text_of, "energy")),
    "carbon": lambda inputs, text_of: carbon(inputs, partial(text_of, "carbon")),
    "pollution": pollution,
}
SHOWN = 20  #: Differences printed of each domain.


def verify(
    file: Annotated[Path, typer.Argument(help="A pack, as a closed inventory exports it.")],
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
) -> None:
    """Compute the figures of a pack again, from its own inputs and tables, to the last digit."""
    try:
        files, seal = pack.opened(_content(file))
        about = json.loads(files["about.json"])
        found = {name: _checked(name, files) for name in DOMAINS}
    except Refused as refusal:
        typer.echo(f"{refusal.code}: {refusal.message}", err=True)
        raise typer.Exit(2) from None
    except (KeyError, ValueError) as error:
        typer.echo(f"pack.damaged: something lacks in the pack: {error!r}", err=True)
        raise typer.Exit(2) from None
    report = {"seal": seal, "about": about, "domains": found}
    typer.echo(
        json.dumps(report, ensure_ascii=False, indent=1) if form == "json" else _said(report)
    )
    sys.exit(int(any(one["differences"] for one in found.values())))


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise Refused("pack.absent", f"There is no file {file}.", file=str(file))
    if file.stat().st_size > pack.MAX_BYTES:
        raise Refused("pack.large", f"{file} is larger than any pack.", file=str(file))
    return file.read_bytes()


def _checked(name: str, files: pack.Files) -> dict[str, Any]:
    def text_of(package: str, table: str) -> str:
        return files[f"tables/{package}/{table}"].decode()

    kept = {key: from_data(data) for key, data in json.loads(files[f"figures/{name}.json"]).items()}
    computed = DOMAINS[name](json.loads(files[f"inputs/{name}.json"]), text_of)
    apart = differences(kept, computed)
    return {
        "figures": count(kept),
        "values": {key: f"{figure.value} {figure.unit}" for key, figure in computed.items()},
        "differences": [_row(one) for one in apart],
    }


def _row(one: Difference) -> dict[str, str]:
    return {"place": one.place, "kept": one.kept, "computed": one.computed}


def _said(report: dict[str, Any]) -> str:
    about = report["about"]
    owner = f"{about['enterprise']['code']} {about['enterprise']['name_en']}"
    lines = [
        f"{owner}, {about['year']}, version {about['version']}, closed {about['closed_at']}",
        f"seal {report['seal']}",
    ]
    for name, found in report["domains"].items():
        apart = found["differences"]
        verdict = f"{len(apart)} differences" if apart else "the same to the last digit"
        lines.append(f"{name}: {found['figures']} figures, {verdict}")
        lines += [f"  {key}  {value}" for key, value in found["values"].items()]
        lines += [f"  ! {one['place']}: {one['kept']} | {one['computed']}" for one in apart[:SHOWN]]
    return "\n".join(lines)
