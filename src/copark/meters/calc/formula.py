"""
Formulas of virtual meters: sums, differences and shares of other meters, checked for their units.

A formula is read with Python's own parser and only ever walked, never run: numbers, names, the
four operations and brackets are all it may hold.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copark.kernel.errors import Refused
from copark.kernel.quantity import unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LONGEST: Final = 500  #: Characters of a formula.
DEEPEST: Final = 40  #: Brackets within brackets.
MOST_NAMES: Final = 100

Dimension = Counter[str]  #: Powers of dimensions; those of 0 are left out.


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read, with the names it asks for in the order of their first use."""

    text: str
    root: ast.expr
    names: tuple[str, ...]


def parsed(text: str) -> Formula:
    """
    Return a formula that was read and holds nothing but arithmetic.

    Raises
    ------
    Refused
        ``meters.formula.empty``, ``.long``, ``.syntax``, ``.part``, ``.names`` or ``.deep``.

    Examples
    --------
    >>> parsed("main - (a + b) * 0.5").names
    ('main', 'a', 'b')
    """
    said = text.strip()
    if not said:
        message = "The formula is empty; write for example a + b."
        raise Refused("meters.formula.empty", message)
    if len(said) > LONGEST:
        message = f"The formula is longer than {LONGEST} characters; make a meter of each part."
        raise Refused("meters.formula.long", message, most=LONGEST)
    try:
        root = ast.parse(said, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        place = (getattr(error, "offset", None) or 1) - 1
        message = f"The formula cannot be read from “{said[place:][:20]}” on."
        raise Refused("meters.formula.syntax", message, rest=said[place:][:20]) from None
    names: dict[str, None] = {}
    _look(root, names, 0)
    if not 0 < len(names) <= MOST_NAMES:
        message = f"A formula adds up 1 to {MOST_NAMES} meters; this one names {len(names)}."
        raise Refused("meters.formula.names", message, count=len(names), most=MOST_NAMES)
    return Formula(said, root, tuple(names))


def _look(node: ast.expr, names: dict[str, None], depth: int) -> None:
    if depth > DEEPEST:
        message = f"The formula is nested more than {DEEPEST} times; make a meter of a part of it."
        raise Refused("meters.formula.deep", message, most=DEEPEST)
    match node:
        case ast.Name(id=name):
            names.setdefault(name)
        case ast.Constant(value=bool()):
            _refuse(node)
        case ast.Constant(value=int() | float()):
            pass
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            _look(inner, names, depth + 1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _look(left, names, depth + 1)
            _look(right, names, depth + 1)
        case _:
            _refuse(node)


def _refuse(node: ast.expr) -> None:
    part = ast.unparse(node)[:40]
    message = f"“{part}” has no place in a formula; use names, numbers, + − * / and brackets."
    raise Refused("meters.formula.part", message, part=part)


def check_units(formula: Formula, units: Mapping[str, str], into: str) -> None:
    """
    Refuse a formula whose result is not of the dimension of its unit.

    Parameters
    ----------
    formula
        Read by `parsed`.
    units
        Symbol of the unit of every name.
    into
        Symbol of the unit of the result.

    Raises
    ------
    Refused
        ``unit.unknown``; ``meters.formula.name`` for a name that no meter bears;
        ``meters.formula.unit`` with the part, and both dimensions, where they differ.

    Examples
    --------
    >>> check_units(parsed("a + b / 2"), {"a": "kWh", "b": "MWh"}, "kWh")
    >>> check_units(parsed("a + b"), {"a": "kWh", "b": "t"}, "kWh")
    Traceback (most recent call last):
    copark.kernel.errors.Refused: “a + b” adds energy to mass.
    """
    missing = [name for name in formula.names if name not in units]
    if missing:
        message = f"No meter is called “{missing[0]}” in this formula; choose one for it."
        raise Refused("meters.formula.name", message, name=missing[0])
    found = _dimension(formula.root, units)
    wanted = Counter({unit_of(into).dimension: 1})
    if found != wanted:
        message = f"The formula gives {_said(found)}, and “{into}” is {_said(wanted)}."
        raise Refused(
            "meters.formula.result", message, found=_said(found), unit=into, wanted=_said(wanted)
        )


def _dimension(node: ast.expr, units: Mapping[str, str]) -> Dimension:
    match node:
        case ast.Name(id=name):
            return Counter({unit_of(units[name]).dimension: 1})
        case ast.UnaryOp(operand=inner):
            return _dimension(inner, units)
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(node, op, _dimension(left, units), _dimension(right, units))
        case _:
            return Counter()


def _joined(node: ast.expr, op: ast.operator, left: Dimension, right: Dimension) -> Dimension:
    if isinstance(op, ast.Add | ast.Sub):
        if left != right:
            part = ast.unparse(node)
            message = f"“{part}” adds {_said(left)} to {_said(right)}."
            raise Refused(
                "meters.formula.unit", message, part=part, left=_said(left), right=_said(right)
            )
        return left
    sign = -1 if isinstance(op, ast.Div) else 1
    powers = {name: left[name] + sign * right[name] for name in {*left, *right}}
    return Counter({name: power for name, power in powers.items() if power})


def _said(dimension: Dimension) -> str:
    if not dimension:
        return "a plain number"
    return " × ".join(
        name if power == 1 else f"{name}^{power}" for name, power in sorted(dimension.items())
    )


def evaluated(
    formula: Formula, values: Mapping[str, Values], units: Mapping[str, str], into: str
) -> Values:
    """
    Return what a formula makes of its meters' values.

    Parameters
    ----------
    formula
        Checked by `check_units` with the same units.
    values
        An array for every name, all of one shape. [its unit]
    units, into
        As for `check_units`.

    Returns
    -------
    NDArray
        Of the same shape; NaN or infinite where a division by nought was asked for. [`into`]

    Examples
    --------
    >>> import numpy as np
    >>> a = {"a": np.array([500.0]), "b": np.array([1.0])}
    >>> evaluated(parsed("a + b"), a, {"a": "kWh", "b": "MWh"}, "kWh").round(6).tolist()
    [1500.0]
    """
    scaled = {name: values[name] * float(unit_of(units[name]).factor) for name in formula.names}
    return _value(formula.root, scaled) / float(unit_of(into).factor)


_OPERATIONS: dict[type[ast.operator], Callable[[Values, Values], Values]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def _value(node: ast.expr, values: Mapping[str, Values]) -> Values:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.UnaryOp(operand=inner):
            return _value(inner, values)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_value(left, values), _value(right, values))
        case ast.Constant(value=int() | float() as number):
            return float(number)  # type: ignore[return-value]  # broadcast by NumPy
        case _:
            message = f"{ast.dump(node)} was let through"
            raise AssertionError(message)


def only_adds(formula: Formula) -> bool:
    """
    Say whether a formula is a sum of shares, of which a silent one may be left out.

    A difference, or a quotient, with an unknown part is unknown itself.

    Examples
    --------
    >>> [only_adds(parsed(text)) for text in ("a + 0.5 * (b + c)", "a - b", "a / b")]
    [True, False, False]
    """
    return _only_adds(formula.root)


def _only_adds(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _only_adds(inner)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _only_adds(left) and _only_adds(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            is_share = isinstance(left, ast.Constant) or isinstance(right, ast.Constant)
            return is_share and _only_adds(left) and _only_adds(right)
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant()):
            return _only_adds(left)
        case _:
            return False


def in_order(graph: Mapping[str, tuple[str, ...]]) -> list[str]:
    """
    Return meters so that each comes after all it is made of.

    Parameters
    ----------
    graph
        For every virtual meter, what its formula names; names without an entry are real meters.

    Raises
    ------
    Refused
        ``meters.formula.cycle``, naming the way round.

    Examples
    --------
    >>> in_order({"site": ("hall", "p1"), "hall": ("p2",)})
    ['hall', 'site']
    """
    done: list[str] = []
    for start in graph:
        _visit(start, graph, done, ())
    return done


def _visit(
    name: str, graph: Mapping[str, tuple[str, ...]], done: list[str], way: tuple[str, ...]
) -> None:
    if name in done or name not in graph:
        return
    if name in way:
        circle = " → ".join((*way[way.index(name) :], name))
        message = f"The meters are made of each other: {circle}. Take one of them out."
        raise Refused("meters.formula.cycle", message, circle=circle)
    for part in graph[name]:
        _visit(part, graph, done, (*way, name))
    done.append(name)
