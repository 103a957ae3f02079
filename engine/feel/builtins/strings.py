"""Functions on texts (DMN 1.5, 10.3.4.3). Positions count characters from 1."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import regex

from engine.feel.builtins.registry import builtin
from engine.feel.errors import Fault, FeelBudgetExceeded
from engine.feel.numbers import whole
from engine.feel.run import Run
from engine.feel.types import Value

MAX_PATTERN = 1_000
FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE, "x": regex.VERBOSE, "q": 0}


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


@builtin("string join", "list: list, delimiter?: string, prefix?: string, suffix?: string")
def string_join(
    run: Run, items: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise Fault("string join(): expected a list of strings")
    run.spend(sum(len(item) for item in texts) // 50)
    length = sum(len(item) for item in texts) + len(delimiter or "") * len(texts)
    if length > run.budget.characters:
        raise FeelBudgetExceeded(f"Expected texts of at most {run.budget.characters} characters.")
    return (prefix or "") + (delimiter or "").join(texts) + (suffix or "")


@builtin("matches", "input: string, pattern: string, flags?: string")
def _matches(run: Run, string: str, pattern: str, flags: str | None = None) -> bool:
    compiled = compile_pattern(pattern, flags)
    return bool(timed(run, lambda: compiled.search(string, timeout=run.budget.pattern_seconds)))


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string")
def _replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    compiled = compile_pattern(pattern, flags)
    if compiled.search("", timeout=run.budget.pattern_seconds) and "q" not in (flags or ""):
        raise Fault("replace(): the pattern must not match the empty string")
    template: list[str | int] = [replacement]
    if "q" not in (flags or ""):
        template = expand_groups(replacement, compiled.groups)
    room = run.budget.characters
    parts: list[str] = []
    end = 0
    for found in timed(run, lambda: list(_found(run, compiled, string))):
        parts += [string[end : found.start()], fill_groups(template, found)]
        room -= len(parts[-1]) + len(parts[-2])
        end = found.end()
        if room < 0:
            raise FeelBudgetExceeded(f"Expected texts of at most {run.budget.characters} characters.")
    return run.text("".join([*parts, string[end:]]))


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, string: str, delimiter: str) -> list[str]:
    compiled = compile_pattern(delimiter, None)
    parts: list[str] = []
    end = 0
    for found in timed(run, lambda: list(_found(run, compiled, string))):
        if found.end() == found.start():
            continue
        parts.append(string[end : found.start()])
        end = found.end()
    return [*parts, string[end:]]


def _found(run: Run, compiled: Any, string: str) -> Any:
    for count, found in enumerate(compiled.finditer(string, timeout=run.budget.pattern_seconds)):
        run.items(1)
        if count > run.budget.items:
            raise FeelBudgetExceeded(f"Expected at most {run.budget.items} matches.")
        yield found


def timed(run: Run, search: Callable[[], Any]) -> Any:
    """The result of a search in a regular expression; FeelBudgetExceeded if it takes too long."""
    run.spend(1_000)
    try:
        return search()
    except TimeoutError:
        raise FeelBudgetExceeded(
            f"Expected the regular expression to finish within {run.budget.pattern_seconds} seconds."
        ) from None


def compile_pattern(pattern: str, flags: str | None) -> Any:
    """A regular expression of XPath (F&O 7.6.1) for the `regex` library; Fault if it is none."""
    if len(pattern) > MAX_PATTERN:
        raise Fault(f"a regular expression may have at most {MAX_PATTERN} characters")
    letters = flags or ""
    if not set(letters) <= FLAGS.keys():
        raise Fault(f"unknown flags {letters!r}: expected letters of s, m, i, x, q")
    bits = regex.VERSION1
    for letter in letters:
        bits |= FLAGS[letter]
    try:
        text = regex.escape(pattern) if "q" in letters else translate_pattern(pattern, "x" in letters)
        return regex.compile(text, bits & ~regex.VERBOSE, cache_pattern=False)
    except (regex.error, RecursionError, OverflowError, ValueError, IndexError, KeyError):
        raise Fault("this is no regular expression") from None


def translate_pattern(pattern: str, free_spacing: bool) -> str:
    """The pattern in the words of the `regex` library; Fault on what XPath's expressions do not have."""
    result: list[str] = []
    classes, place = 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            result.append(_escape(pattern[place : place + 2]))
            place += 2
            continue
        if free_spacing and classes == 0 and char.isspace():
            place += 1
            continue
        if char == "[":
            result.append("--[" if classes and result and result[-1] == "-" else "[")
            if result[-1] == "--[":
                result.pop(-2)
            classes += 1
        elif char == "]":
            classes -= 1
            result.append(char)
        elif (
            char == "("
            and classes == 0
            and pattern[place + 1 : place + 2] == "?"
            and pattern[place + 2 : place + 3] != ":"
        ):
            raise Fault("this is no regular expression: groups may only begin with ( or (?:")
        elif classes and char in "&|~" and pattern[place + 1 : place + 2] == char:
            result.append("\\" + char)
        else:
            result.append(char)
        place += 1
    return "".join(result)


def _escape(text: str) -> str:
    special = {
        r"\i": r"[\p{L}_:]",
        r"\I": r"[^\p{L}_:]",
        r"\c": r"[\p{L}\p{N}._:\-]",
        r"\C": r"[^\p{L}\p{N}._:\-]",
    }
    if text in special:
        return special[text]
    if len(text) < 2 or (text[1].isalpha() and text[1] not in "nrtdDsSwWpPiIcC"):
        raise Fault("this is no regular expression: unknown escape")
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
