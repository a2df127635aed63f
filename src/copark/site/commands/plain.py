"""Files in YAML or JSON as tables, lists and text: a number stays as it was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn, Protocol

import yaml

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from copark.synergy.calc.measure_file import Plain

MOST_BYTES = 1_000_000  #: A file that a person wrote is smaller by far.
DEEPEST = 20  #: Levels of tables and lists.
MOST_EVENTS = 100_000  #: A thousand measures of twenty substances have half as many.
NULL = "tag:yaml.org,2002:null"


class Mark(Protocol):
    """Where a YAML reader stands; it has two such classes, one of them in C."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


def read(file: Path) -> Plain:
    """
    Return what a file says.

    Raises
    ------
    Refused
        ``file.unreadable``, ``file.large``, ``file.encoding``, or ``file.damaged`` with the line.
    """
    text = _text(file)
    if file.suffix.lower() == ".json":
        return _from_json(text)
    return _from_yaml(text)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            message = f"The file is longer than the {MOST_BYTES} bytes that are read."
            raise Refused("file.large", message, limit=MOST_BYTES)
        return content.decode("utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}."
        raise Refused("file.unreadable", message, file=str(file)) from None
    except UnicodeDecodeError:
        raise Refused("file.encoding", f"{file} is not text in UTF-8.", file=str(file)) from None


def _from_json(text: str) -> Plain:
    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
            object_pairs_hook=_table,
        )
    except json.JSONDecodeError as error:
        raise _damaged(error.lineno, error.colno, error.msg) from None
    except RecursionError:
        raise _damaged(1, 1, "it is nested too deeply") from None
    return _as_text(found, 0)


def _as_text(value: object, depth: int) -> Plain:
    if depth > DEEPEST:
        raise _damaged(1, 1, "it is nested too deeply")
    if isinstance(value, dict):
        return {key: _as_text(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _damaged(1, 1, f"“{key[:40]}” is given twice in one table")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise _damaged(1, 1, f"{name} is no number")


def _from_yaml(text: str) -> Plain:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _damaged_at(error.problem_mark, error.problem or "it is no YAML") from None
    except yaml.YAMLError as error:
        raise _damaged(1, 1, str(error).splitlines()[0]) from None
    except RecursionError:
        raise _damaged(1, 1, "it is nested too deeply") from None
    return None if node is None else _plain(node)


def _check_events(text: str) -> None:
    """Refuse references and depth as they come: a scanner of YAML is quadratic in its depth."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        if count > MOST_EVENTS:
            raise _damaged_at(event.start_mark, "there is too much in it")
        if isinstance(event, yaml.AliasEvent):
            raise _damaged_at(event.start_mark, "references (*) are not read")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _damaged_at(event.start_mark, "it is nested too deeply")


def _plain(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == NULL else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    found: dict[str, Plain] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in found:
            problem = f"“{name[:40]}” is given twice in one table" if name else "a name is missing"
            raise _damaged_at(key.start_mark, problem)
        found[name] = _plain(value)
    return found


def _damaged_at(mark: Mark | None, problem: str) -> Refused:
    return _damaged(mark.line + 1, mark.column + 1, problem) if mark else _damaged(1, 1, problem)


def _damaged(line: int, column: int, problem: str) -> Refused:
    message = f"The file cannot be read at line {line}, column {column}: {problem}."
    return Refused("file.damaged", message, line=line, column=column, problem=problem)
