"""Writes otherwise what the sandbox's Python lacks, without moving a line: `del`."""

import ast


def without_del(text: str, tree: ast.AST) -> str:
    """The text with `del x` as `x = None` and `del x[key]` as `x.pop(key)`.

    A variable that does not exist is null everywhere, so one that was deleted is null too.
    """
    lines = text.split("\n")
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Delete)]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        if node.end_lineno == node.lineno:
            line = lines[node.lineno - 1].encode()
            written = "; ".join(map(_without, node.targets)).encode()
            lines[node.lineno - 1] = (line[: node.col_offset] + written + line[node.end_col_offset :]).decode()
    return "\n".join(lines)


def _without(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return f"{target.id} = None"
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        return f"{ast.unparse(target)} = []"
    if isinstance(target, ast.Subscript):
        return f"({ast.unparse(target.value)}).pop({ast.unparse(target.slice)})"
    if isinstance(target, (ast.Tuple, ast.List)):
        return "; ".join(map(_without, target.elts))
    return f"del {ast.unparse(target)}"
