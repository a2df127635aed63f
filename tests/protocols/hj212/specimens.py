from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import NamedTuple

SPECIMENS = Path(__file__).resolve().parents[2] / "specimens" / "hj212"
REMARK = re.compile(
    rb"len (\d+)/(\d+) \| crc [0-9A-Fa-f]{4} (ok|modbus-swapped|modbus|swapped|bad)"
)


class Specimen(NamedTuple):
    raw: bytes
    declared: int
    actual: int
    check: str


def specimens_of(path: Path) -> list[Specimen]:
    lines = path.read_bytes().splitlines()
    found = []
    for remark, raw in itertools.pairwise(lines):
        said = REMARK.search(remark)
        if said and raw.startswith(b"##"):
            check = said[3].decode().replace("ok", "annex-a")
            found.append(Specimen(raw, int(said[1]), int(said[2]), check))
    return found


def encrypted_frames() -> list[bytes]:
    lines = (SPECIMENS / "encrypted.txt").read_bytes().splitlines()
    return [line for line in lines if line.startswith(b"##")]
