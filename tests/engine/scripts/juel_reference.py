"""A small evaluator of JUEL by the Unified Expression Language 2.1 (coercion: 1.18), on the values of processes.

It raises NoValue where JUEL fails, and where Lintas departs on purpose: numbers are one kind and exact, an empty text
is no number, dividing by zero has no value, and a yes or no equals no text but 'true' and 'false'.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from engine.scripts.juel import Binary, Call, Choice, Item, Joined, Literal, Member, Node, Unary, Variable


class NoValue(Exception):
    """JUEL fails here."""


def evaluate(node: Node, variables: Mapping[str, Any]) -> Any:
    """The value of a tree."""
    match node:
        case Literal(value):
            return value
        case Variable(name):
            return variables.get(name)
        case Member(target, name):
            return member(evaluate(target, variables), name)
        case Item(target, index):
            return item(evaluate(target, variables), index)
        case Unary("not", operand):
            return not boolean(evaluate(operand, variables))
        case Unary("empty", operand):
            return evaluate(operand, variables) in (None, "", [], {})
        case Unary(_, operand):
            return -number(evaluate(operand, variables))
        case Binary("and", left, right):
            return boolean(evaluate(left, variables)) and boolean(evaluate(right, variables))
        case Binary("or", left, right):
            return boolean(evaluate(left, variables)) or boolean(evaluate(right, variables))
        case Binary(operator, left, right):
            return binary(operator, evaluate(left, variables), evaluate(right, variables))
        case Choice(condition, then, otherwise):
            return evaluate(then if boolean(evaluate(condition, variables)) else otherwise, variables)
        case Joined(parts):
            return "".join(text(evaluate(part, variables)) for part in parts)
        case Call(target, name, arguments) if target is not None:
            return call(evaluate(target, variables), name, [evaluate(each, variables) for each in arguments])
        case _:
            raise NoValue


def member(value: Any, name: str) -> Any:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise NoValue
    return value.get(name)


def item(value: Any, index: int) -> Any:
    if value is None:
        return None
    if not isinstance(value, list):
        raise NoValue
    return value[index] if index < len(value) else None


def binary(operator: str, left: Any, right: Any) -> Any:
    if operator in ("==", "!="):
        return same(left, right) is (operator == "==")
    if operator in ("<", "<=", ">", ">="):
        return ordered(operator, left, right)
    first, second = number(left), number(right)
    if operator in ("/", "%") and second == 0:
        raise NoValue
    if operator == "/":
        return Context(prec=34).divide(first, second)
    results = {"+": first + second, "-": first - second, "*": first * second}
    return results[operator] if operator in results else first % second


def same(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return left is right
    kinds = {type(left), type(right)}
    if Decimal in kinds:
        return number(left) == number(right)
    if bool in kinds:
        if str in kinds and str(left if isinstance(left, str) else right).lower() not in ("true", "false"):
            raise NoValue
        return boolean(left) is boolean(right)
    if str in kinds and len(kinds) > 1:
        raise NoValue
    return bool(left == right)


def ordered(operator: str, left: Any, right: Any) -> bool:
    if left is None and right is None:
        return "=" in operator
    if left is None or right is None:
        return False
    kinds = {type(left), type(right)}
    if Decimal in kinds:
        left, right = number(left), number(right)
    elif kinds != {str}:
        raise NoValue
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def number(value: Any) -> Decimal:
    if value is None:
        return Decimal(0)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and value.strip("-").replace(".", "", 1).isdecimal():
        return Decimal(value)
    raise NoValue


def boolean(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    if isinstance(value, str):
        return value.lower() == "true"
    raise NoValue


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, Decimal)):
        return str(value)
    raise NoValue


def call(target: Any, name: str, arguments: list[Any]) -> Any:
    match target, name, arguments:
        case (str(), "contains", [str(part)]):
            return part in target
        case (list(), "contains", [part]):
            return any(type(each) is type(part) and each == part for each in target)
        case (dict(), "containsKey", [str(key)]):
            return key in target
        case (str() | list() | dict(), "isEmpty", []):
            return not target
        case (list() | dict(), "size", []):
            return Decimal(len(target))
        case (str(), "length", []):
            return Decimal(len(target))
        case (str(), "startsWith", [str(part)]):
            return target.startswith(part)
        case (str(), "endsWith", [str(part)]):
            return target.endswith(part)
        case (str(), "toLowerCase", []):
            return target.lower()
        case (str(), "toUpperCase", []):
            return target.upper()
        case (str(), "trim", []):
            return target.strip()
        case (str() | bool() | Decimal(), "equals", [other]):
            return type(target) is type(other) and target == other
        case _:
            raise NoValue
