"""Functions on texts (DMN 1.5, 10.3.4.3). Positions count characters from 1.

`trim` is not DMN's but Camunda 8's, whose modeler offers it.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import regex

from engine.feel.builtins.registry import builtin
from engine.feel.errors import Fault, FeelBudgetExceeded
from engine.feel.numbers import whole
from engine.feel.run import Run
from engine.feel.types import Value

MAX_PATTERN = 1_000
QUICK_SECONDS, QUICK_COST, SLOW_COST = 0.002, 500, 50_000
QUANTITY = re.compile(r"\{\d{1,3}(,\d{0,3})?\}")
FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE, "x": 0, "q": 0}
INNER_ESCAPES = {
    r"\i": r"\p{L}_:",
    r"\c": r"\p{L}\p{N}._:\-",
}


@builtin("substring", "string: string, start position: number, length?: number")
def _substring(run: Run, string: str, start_position: Any, length: Any = None) -> str:
    start = whole(start_position)
    if start == 0 or abs(start) > len(string):
        raise Fault("substring(): the start position is outside of the string")
    begin = start - 1 if start > 0 else len(string) + start
    if length is None:
        return string[begin:]
    count = int(length)
    if count < 1:
        raise Fault("substring(): the length must be at least 1")
    return string[begin : begin + count]


@builtin("string length", "string: string")
def _string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case", "string: string")
def _upper_case(run: Run, string: str) -> str:
    return run.text(string.upper())


@builtin("lower case", "string: string")
def _lower_case(run: Run, string: str) -> str:
    return run.text(string.lower())


@builtin("trim", "string: string")
def _trim(run: Run, string: str) -> str:
    return run.text(string.strip())


@builtin("substring before", "string: string, match: string")
def _substring_before(run: Run, string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(run: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def _contains(run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with", "string: string, match: string")
def _starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join", "list: list, delimiter?: string|null")
def _string_join(run: Run, items: list[Value], delimiter: str | None = None) -> str:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise Fault("string join(): expected a list of strings")
    run.spend(sum(len(item) for item in texts) // 50)
    if sum(len(item) + len(delimiter or "") for item in texts) > run.budget.characters:
        raise FeelBudgetExceeded(f"Expected texts of at most {run.budget.characters} characters.")
    return (delimiter or "").join(texts)


@builtin("matches", "input: string, pattern: string, flags?: string|null")
def _matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    compiled = compile_pattern(pattern, flags or "")
    return bool(timed(run, lambda seconds: compiled.search(string, timeout=seconds)))


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null")
def _replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    letters = flags or ""
    compiled = compile_pattern(pattern, letters)
    if "q" not in letters and timed(run, lambda seconds: compiled.search("", timeout=seconds)):
        raise Fault("replace(): the pattern must not match the empty string")
    template: list[str | int] = [replacement]
    if "q" not in letters:
        template = expand_groups(replacement, compiled.groups)
    room = run.budget.characters
    parts: list[str] = []
    end = 0
    for found in occurrences(run, compiled, string):
        parts += [string[end : found.start()], fill_groups(template, found)]
        room -= len(parts[-1]) + len(parts[-2])
        end = found.end()
        if room < 0:
            raise FeelBudgetExceeded(f"Expected texts of at most {run.budget.characters} characters.")
    return run.text("".join([*parts, string[end:]]))


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, string: str, delimiter: str) -> list[str]:
    parts: list[str] = []
    end = 0
    for found in occurrences(run, compile_pattern(delimiter, ""), string):
        if found.end() > found.start():
            parts.append(string[end : found.start()])
            end = found.end()
    return [*parts, string[end:]]


def occurrences(run: Run, compiled: Any, string: str) -> list[Any]:
    """All matches, one behind the other."""

    def search(seconds: float) -> list[Any]:
        found = []
        for match in compiled.finditer(string, timeout=seconds):
            found.append(match)
            run.spend(2)
            if len(found) > run.budget.items:
                raise FeelBudgetExceeded(f"Expected at most {run.budget.items} matches.")
        return found

    matches: list[Any] = timed(run, search)
    return matches


def timed(run: Run, search: Callable[[float], Any]) -> Any:
    """The result of a search; FeelBudgetExceeded if it takes too long.

    A search is paid for as a quick one; one that needs more time is repeated and paid for as a slow one, so that
    many searches together are bounded too.
    """
    run.spend(QUICK_COST)
    try:
        return search(QUICK_SECONDS)
    except TimeoutError:
        run.spend(SLOW_COST)
    try:
        return search(run.budget.pattern_seconds)
    except TimeoutError:
        raise FeelBudgetExceeded(
            f"Expected the regular expression to finish within {run.budget.pattern_seconds} seconds."
        ) from None


@lru_cache(512)
def compile_pattern(pattern: str, letters: str) -> Any:
    """A regular expression of XPath (F&O 7.6.1) for the `regex` library; Fault if it is none."""
    if len(pattern) > MAX_PATTERN:
        raise Fault(f"a regular expression may have at most {MAX_PATTERN} characters")
    if not set(letters) <= FLAGS.keys():
        raise Fault(f"unknown flags {letters!r}: expected letters of s, m, i, x, q")
    bits = regex.VERSION1
    for letter in letters:
        bits |= FLAGS[letter]
    try:
        return regex.compile(_translated(pattern, letters), bits, cache_pattern=False)
    except (regex.error, RecursionError, OverflowError, ValueError, IndexError, KeyError):
        raise Fault("this is no regular expression") from None


def _translated(pattern: str, flags: str) -> str:
    """The pattern in the words of the `regex` library; Fault on what XPath's expressions do not have."""
    if "q" in flags:
        return str(regex.escape(pattern))
    if "x" in flags:
        pattern = _collapsed(pattern)
    parts: list[str] = []
    classes = place = 0
    while place < len(pattern):
        text = pattern[place : place + 2] if pattern[place] == "\\" else pattern[place]
        place += len(text)
        if text in (r"\p", r"\P") and pattern.startswith("{Is", place):
            parts.append(text + "{In")
            place += 3
        elif text.startswith("\\"):
            parts.append(_escape(text, classes > 0))
        elif text == "[":
            if classes and parts[-1] == "-":
                parts[-1] = "--"
            classes += 1
            parts.append(text)
        elif text == "]":
            classes -= 1
            parts.append(text)
        elif classes:
            parts.append("\\" + text if text in "&|~" and pattern[place : place + 1] == text else text)
        elif text == "." and "s" not in flags:
            parts.append(r"[^\n\r]")
        elif text == "{" and not QUANTITY.match(pattern, place - 1) and parts[-1:] not in ([r"\p"], [r"\P"]):
            raise Fault("this is no regular expression: expected a number of repetitions in braces")
        elif text == "(" and pattern[place : place + 1] == "?" and pattern[place : place + 2] != "?:":
            raise Fault("this is no regular expression: groups may only begin with ( or (?:")
        else:
            parts.append(text)
    return "".join(parts)


def _collapsed(pattern: str) -> str:
    """The pattern without the space outside of character classes, as the flag x asks."""
    result, classes, escaped = "", 0, False
    for char in pattern:
        if char.isspace() and not classes:
            continue
        classes += 0 if escaped else {"[": 1, "]": -1}.get(char, 0)
        escaped = char == "\\" and not escaped
        result += char
    return result


def _escape(text: str, in_class: bool) -> str:
    inner = INNER_ESCAPES.get(text)
    if inner is not None:
        return inner if in_class else f"[{inner}]"
    if len(text) < 2 or (text[1].isalpha() and text[1] not in "nrtdDsSwWpP"):
        raise Fault("this is no regular expression: unknown escape")
    if text[1] == "0" or (in_class and text[1].isdigit()):
        raise Fault("this is no regular expression: no group can be referred to here")
    return text


def expand_groups(replacement: str, groups: int) -> list[str | int]:
    """A replacement of XPath as texts and group numbers; Fault on a lone $ or backslash."""
    parts: list[str | int] = []
    place = 0
    while place < len(replacement):
        char, following = replacement[place], replacement[place + 1 : place + 2]
        if char == "\\":
            if following not in ("\\", "$"):
                raise Fault(r"replace(): a backslash may only stand before \ or $")
            parts.append(following)
            place += 2
        elif char == "$":
            end = place + 1
            while (
                end < len(replacement)
                and replacement[end].isdigit()
                and (end == place + 1 or int(replacement[place + 1 : end + 1]) <= groups)
            ):
                end += 1
            if end == place + 1:
                raise Fault("replace(): a digit must follow $")
            parts.append(int(replacement[place + 1 : end]))
            place = end
        else:
            parts.append(char)
            place += 1
    return parts


def fill_groups(template: list[str | int], found: Any) -> str:
    """The replacement of one match; a group that did not take part is empty."""
    groups = found.re.groups
    return "".join(
        part if isinstance(part, str) else ((found.group(part) or "") if part <= groups else "") for part in template
    )
