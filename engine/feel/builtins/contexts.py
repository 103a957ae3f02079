"""Functions on contexts (DMN 1.5, 10.3.4.9)."""

from engine.feel.builtins.registry import builtin
from engine.feel.errors import Fault
from engine.feel.run import Run
from engine.feel.types import Value

Context = dict[str, Value]


@builtin("get value", "m: context, key: string")
def _get_value(run: Run, m: Context, key: str) -> Value:
    if key not in m:
        raise Fault("get value(): the context has no such entry")
    return m[key]


@builtin("get entries", "m: context")
def _get_entries(run: Run, m: Context) -> list[Context]:
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def _context(run: Run, entries: list[Value]) -> Context:
    result: Context = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or "value" not in entry:
            raise Fault("context(): expected entries with a text as 'key' and a 'value'")
        if key in result:
            raise Fault("context(): a key occurs twice")
        result[key] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value: any")
def _context_put(run: Run, base: Context, key: str, value: Value) -> Context:
    return {**base, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def _context_put_nested(run: Run, base: Context, keys: list[Value], value: Value) -> Context:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Fault("context put(): expected a list of texts as keys, not empty")
    chain = [base]
    for key in keys[:-1]:
        inner = chain[-1].get(key, {})
        if not isinstance(inner, dict):
            raise Fault("context put(): there is no context under a key")
        chain.append(inner)
    for outer, key in zip(reversed(chain), reversed(keys), strict=True):
        run.spend(1 + len(outer))
        value = {**outer, key: value}
    result: Context = value
    return result


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Value]) -> Context:
    result: Context = {}
    for item in contexts:
        if not isinstance(item, dict):
            raise Fault("context merge(): expected a list of contexts")
        run.spend(1 + len(item))
        result |= item
    return result
