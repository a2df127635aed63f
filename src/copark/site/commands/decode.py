"""``copark decode``: captured frames to JSON lines, without a server and without Django."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from copark.kernel.errors import Refused
from copark.protocols.hj212.crc import Check
from copark.protocols.hj212.decoding import decode
from copark.protocols.hj212.envelope import envelope_of, take_apart
from copark.protocols.hj212.errors import Fault, Malformed
from copark.protocols.hj212.framing import Framer, Noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copark.protocols.hj212.cp import Reading
    from copark.protocols.hj212.decoding import Message
    from copark.protocols.hj212.framing import Frame

PIECE = 65_536  #: Longest piece of a line that is read at once. [byte]
SHOWN = 60  #: Bytes of noise that are repeated in the error message.
PIPE_CLOSED = 128 + signal.SIGPIPE  #: What a shell reports for a program whose output was closed.
HEADER = ("qn", "st", "cn", "pw", "mn", "flag", "pnum", "pno", "rf")

_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")

app = typer.Typer(no_args_is_help=True)


class Policy(StrEnum):
    STRICT = "strict"
    ANY = "any"


class Options:
    """What a frame must satisfy to be accepted."""

    def __init__(self, accepted: frozenset[Check] | None, key: bytes | None) -> None:
        self.accepted = accepted  # None: every verdict, only marked
        self.key = key


@app.callback()
def group() -> None:
    """Decode captured frames, without a server."""


@app.command()
def hj212(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="Captured frames; - is standard input.")
    ] = "-",
    crc: Annotated[
        Policy, typer.Option(help="strict refuses a wrong check field; any accepts and marks it.")
    ] = Policy.STRICT,
    variants: Annotated[
        str,
        typer.Option(
            help="Check rules that strict accepts too: modbus, modbus-swapped, swapped; by commas."
        ),
    ] = "",
    key: Annotated[
        str, typer.Option(help="SM4 key of encrypted frames, 32 hexadecimal digits.")
    ] = "",
) -> None:
    """
    Write one JSON object for each HJ 212 frame, in order.

    Lines that begin with "# " are comments. The exit code is 1 when any frame was refused; the
    others are decoded all the same.
    """
    options = Options(None if crc is Policy.ANY else _accepted(variants), _key(key))
    try:
        with _opened(file) as source:
            refused = _decode_all(source, sys.stdout.buffer, options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write("copark: the output was closed before all frames were written\n")
        raise typer.Exit(PIPE_CLOSED) from None
    raise typer.Exit(1 if refused else 0)


def _accepted(variants: str) -> frozenset[Check]:
    names = [name.strip() for name in variants.split(",") if name.strip()]
    known = [check.value for check in Check if check is not Check.BAD]
    for name in names:
        if name not in known:
            raise Refused(
                "decode.variant.unknown",
                f"There is no check rule {name!r}; known are {', '.join(known)}.",
                name=name,
            )
    return frozenset({Check.ANNEX_A, *map(Check, names)})


def _key(digits: str) -> bytes | None:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b"?"
    if key and len(key) != 16:  # noqa: PLR2004 - the key length of SM4
        raise Refused(
            "decode.key.invalid",
            "The key is not 32 hexadecimal digits.",
        )
    return key or None


def _opened(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise Refused(
            "decode.file.unreadable",
            f"{file} cannot be read: {(error.strerror or str(error)).lower()}.",
            file=file,
        ) from None


def _decode_all(source: BinaryIO, target: BinaryIO, options: Options) -> int:
    """Decode what is read piece by piece; return how many frames were refused."""
    refused = 0
    for event in _events(source):
        if isinstance(event, Noise) and event.is_blank:
            continue
        accepted, line = _line(event, options)
        refused += not accepted
        target.write(line.encode("utf-8", "backslashreplace") + b"\n")
    target.flush()
    return refused


def _events(source: BinaryIO) -> Iterator[Frame | Noise]:
    framer = Framer()
    for piece in _without_comments(source):
        yield from framer.receive(piece)
    yield from framer.finish()


def _without_comments(source: BinaryIO) -> Iterator[bytes]:
    at_line_start, is_comment = True, False
    while piece := source.readline(PIECE):
        if at_line_start:
            is_comment = piece.startswith(b"# ") or piece.strip() == b"#"
        at_line_start = piece.endswith(b"\n")
        if not is_comment:
            yield piece


def _line(event: Frame | Noise, options: Options) -> tuple[bool, str]:
    if isinstance(event, Noise):
        return False, _refusal(Malformed(Fault.FRAME_START, _shown(event.raw)), b"")
    try:
        message = decode(event.raw, key=options.key)
    except Malformed as fault:
        return False, _refusal(fault, event.raw, options.key)
    if options.accepted is not None and message.crc not in options.accepted:
        return False, _refusal(Malformed(Fault.CRC, _verdict(message)), event.raw, options.key)
    return True, _acceptance(message)


def _verdict(message: Message) -> str:
    return "right under no rule" if message.crc is Check.BAD else f"right by the rule {message.crc}"


def _shown(raw: bytes) -> str:
    text = raw[:SHOWN].decode("ascii", "backslashreplace").strip()
    return text + " ..." if len(raw) > SHOWN else text


def _acceptance(message: Message) -> str:
    extra: dict[str, Any] = dict(message.extra)
    if message.declared_length != message.actual_length:
        extra["declared_length"] = message.declared_length
        extra["actual_length"] = message.actual_length
    front: dict[str, Any] = {
        "ok": True,
        "error": None,
        "version": message.version,
        "crc": message.crc,
    }
    fields = ("qn", "st", "cn", "pw", "mn")
    front |= {name: getattr(message, name) or None for name in fields}
    front |= {name: getattr(message, name) for name in ("flag", "pnum", "pno", "rf")}
    readings = ", ".join(_reading(reading) for reading in message.readings)
    return f'{_json(front)[:-1]}, "readings": [{readings}], "extra": {_json(extra)}}}'


def _reading(reading: Reading) -> str:
    """Write a reading; a number stands as it was sent, digit for digit, where JSON allows."""
    at = f'"{reading.at.isoformat()}"' if reading.at else "null"
    value = "null" if reading.value is None else repr(reading.value)
    if reading.value is not None and _JSON_NUMBER.fullmatch(reading.text):
        value = reading.text
    text = f', "text": {_json(reading.text)}' if reading.value is None else ""
    return (
        f'{{"factor": {_json(reading.factor)}, "field": {_json(reading.field)}, "value": {value}, '
        f'"flag": {_json(reading.flag or None)}, "at": {at}{text}}}'
    )


def _refusal(fault: Malformed, raw: bytes, key: bytes | None = None) -> str:
    """Write what is known of a refused frame: as much of its header as can be read."""
    front: dict[str, Any] = {
        "ok": False,
        "error": {"code": fault.code, "message": fault.message},
        "version": None,
        "crc": None,
        **dict.fromkeys(HEADER),
    }
    try:
        parts = take_apart(raw, key)
        envelope = envelope_of(parts)
    except Malformed:
        return _json({**front, "readings": [], "extra": {}})
    front |= {"version": envelope.edition, "crc": envelope.crc}
    front |= {name: getattr(envelope, name) or None for name in HEADER[:5]}
    front |= {name: getattr(envelope, name) for name in ("flag", "pnum", "pno")}
    front["rf"] = parts.fields.get("RF") == "1"
    return _json({**front, "readings": [], "extra": {}})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
