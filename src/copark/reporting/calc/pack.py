"""
The pack of a closed inventory: a sealed archive from which its figures can be computed again.

Plain files in a ZIP archive: ``about.json``, ``inputs/*.json``, ``tables/<domain>/*.csv``,
``figures/*.json``, ``history.json`` and ``MANIFEST.json``, which names every other file with its
SHA-256. The seal of a pack is the SHA-256 of its manifest. The same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

Files = dict[str, bytes]
FORMAT = 1
MANIFEST = "MANIFEST.json"
MAX_BYTES = 50 * 1024 * 1024  #: A year of one enterprise with its tables is under 1 MB.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_FILES = 500
EPOCH = (1980, 1, 1, 0, 0, 0)  #: The archive says nothing of when it was written.


def as_json(value: object) -> bytes:
    """Return data as the bytes that a pack holds: sorted, indented, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sealed(files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """
    Return the pack that holds some files, and its seal.

    Examples
    --------
    >>> one, seal = sealed({"about.json": b"{}"})
    >>> two, again = sealed({"about.json": b"{}"})
    >>> (one == two, seal == again, len(seal))
    (True, True, 64)
    """
    listed = {name: sha256(content) for name, content in sorted(files.items())}
    manifest = as_json({"format": FORMAT, "files": listed})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*sorted(files.items()), (MANIFEST, manifest)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue(), sha256(manifest)


def opened(content: bytes) -> tuple[Files, str]:
    """
    Return the files of a pack and its seal, after holding each file against the manifest.

    Raises
    ------
    Refused
        ``pack.large``, ``pack.damaged``, ``pack.manifest``, ``pack.format``, ``pack.missing``,
        ``pack.added`` or ``pack.changed``, the last three naming the file.
    """
    if len(content) > MAX_BYTES:
        message = f"A pack has at most {MAX_BYTES // 1024 // 1024} MB; this one has more."
        raise Refused("pack.large", message)
    files = _unpacked(content)
    manifest = files.pop(MANIFEST, None)
    if manifest is None:
        raise Refused("pack.manifest", f"There is no {MANIFEST} in the pack.", file=MANIFEST)
    _hold_against(_manifest(manifest), files)
    return files, sha256(manifest)


def _unpacked(content: bytes) -> Files:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            whole = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_FILES or whole > MAX_UNPACKED:
                raise Refused("pack.large", "The pack holds more than any inventory has.")
            return {entry.filename: _bounded(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        message = f"The file is no pack, or is damaged: {error}."
        raise Refused("pack.damaged", message, reason=str(error)) from None
    except zlib.error as error:
        message = f"The pack is damaged: {error}."
        raise Refused("pack.damaged", message, reason=str(error)) from None


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a file, and no more of it than its entry says it has."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise Refused("pack.damaged", f"{entry.filename} is longer than it says.")
    return content


def _manifest(content: bytes) -> dict[str, str]:
    try:
        found = json.loads(content)
        listed = found["files"]
        if found["format"] != FORMAT:
            message = f"The pack has format {found['format']}; this version reads {FORMAT}."
            raise Refused("pack.format", message, format=found["format"])
        return {str(name): str(value) for name, value in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{MANIFEST} cannot be read: {error!r}."
        raise Refused("pack.manifest", message, file=MANIFEST) from None


def _hold_against(listed: Mapping[str, str], files: Files) -> None:
    for name, expected in listed.items():
        if name not in files:
            message = f"{name} is in the manifest and not in the pack."
            raise Refused("pack.missing", message, file=name)
        if sha256(files[name]) != expected:
            message = f"{name} is not as it was when the pack was sealed."
            raise Refused("pack.changed", message, file=name)
    for name in files:
        if name not in listed:
            message = f"{name} is in the pack and not in its manifest."
            raise Refused("pack.added", message, file=name)
