"""Attacks on FEEL, by name. `x` is 1, `f` a function of Python, `o` an object of Python with a secret."""

SECRET = "rahasia-milik-server"

REACHING = {
    "constructor of a text": '"a".constructor.constructor("return 1")()',
    "constructor of a context": "{a: 1}.constructor",
    "prototype": "{a: 1}.__proto__",
    "class of a number": "x.__class__.__base__.__subclasses__()",
    "attribute of a number": "x.real",
    "globals of a function": "f.__globals__",
    "call of a function": "f.__call__.__self__",
    "secret of an object": "o.secret",
    "method of a list": "[1].append",
    "value by name": 'get value(o, "secret")',
    "entries of an object": "get entries(o)",
    "text of an object": "string(o)",
    "context of an object": "context merge([o, {a: 1}]).secret",
    "filter of an object": "o[secret != null]",
    "import": '__import__("os").environ',
    "open": 'open("/etc/passwd")',
    "external function": 'function(a) external {java: {class: "java.lang.System", method signature: "exit(int)"}}',
    "format of a pattern": 'replace("a", "(a)", "$1{0.__class__}")',
    "a group that is none": 'replace("a", "(?P<n>a)", "\\g<n>\\g<0>$99")',
    "a name of two words": "o secret",
}
"""To get at what the server has."""

EXHAUSTING = {
    "nested loops": "count(for i in 1..100000, j in 1..100000 return i*j)",
    "huge range": "count(for i in 1..1000000000 return i)",
    "growing partial results": "count(for i in 1..100000000 return partial)",
    "doubling partial results": "(for i in 1..100 return if i = 1 then 1 else [partial, partial])",
    "text that doubles": '{t: for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1]}.t',
    "endless recursion": "{f: function(x) f(x+1), r: f(1)}.r",
    "recursion through sort": "{f: function(x) sort([2, 1], function(a, b) f(x + 1) > a), r: f(1)}.r",
    "two functions": "{f: function(x) g(x), g: function(x) f(x), r: f(1)}.r",
    "quantified": "every i in 1..10000, j in 1..10000 satisfies i + j > 0",
    "filter of a filter": "(for i in 1..100000 return i)[count((for j in 1..100000 return j)[item > 5]) > 0]",
    "list in a condition": "1 = 2 or count([1..2][item in (for i in 1..10000000 return i)]) > 0",
    "explosion of replace": 'replace(replace(replace("aaaaaaaaaa", "a", "{b}"), "b", "{c}"), "c", "{d}")'.format(
        b="b" * 100, c="c" * 100, d="d" * 100
    ),
    "explosion of split": 'count(for i in 1..100000 return split(string join(for j in 1..1000 return "a", ","), ","))',
    "catastrophic expression": 'count(for i in 1..1000000 return matches("' + "a" * 40 + '", "(a|aa|aaa)*$"))',
    "powers": "count(for i in 1..10000000 return 1.0000001 ** 12345.678)",
    "sort": "count(for i in 1..100000 return sort(for j in 1..10000 return j, function(a, b) a > b))",
    "concatenate": "count(for i in 1..100000 return concatenate(for j in 1..9999 return j, [i]))",
    "flatten": "{l: for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]], r: count(flatten(l))}.r",
    "distinct values": "count(for i in 1..1000 return distinct values(for j in 1..10000 return {a: j}))",
    "equality of shared lists": (
        "{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: l[40] = l[40]}.r"
    ),
    "text of shared lists": (
        "{l: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], r: string(l[40])}.r"
    ),
    "join that doubles": (
        '{l: for i in 1..50 return if i = 1 then "ab" else string join([partial[-1], partial[-1]]), r: l[50]}.r'
    ),
    "list replace": "count(for i in 1..100000 return list replace(for j in 1..10000 return j, function(a, b) true, 1))",
    "moments in a zone": 'count(for i in 1..100000000 return @"2026-01-01T00:00:00@Europe/Paris" + @"PT1H" * i)',
    "dates in dates": 'count(for d in @"0001-01-01"..@"9999-12-31", e in @"0001-01-01"..@"9999-12-31" return d)',
    "a function of itself": "(function(f) f(f))(function(f) f(f))",
    "recursion that doubles": ("{y: function(f, n) if n = 0 then 0 else f(f, n - 1) + f(f, n - 1), r: y(y, 50)}.r"),
    "contexts in contexts": "{c: for i in 1..100000 return {a: partial}, r: string(c)}.r",
    "context that grows": ("count(for i in 1..100000 return context merge(for j in 1..1000 return {a: j}))"),
}
"""To take time or memory from it: each exceeds the budget."""

CHEAP = {
    "catastrophic expression": f'matches("{"a" * 50}b", "^(a+)+$")',
    "huge power": "10 ** (10 ** 8)",
    "huge exponent": "1e999999999 * 1e999999999",
    "huge duration": '@"P999999999999D" + @"P999999999999Y"',
    "huge repetition": 'matches("a", "(a{1000}){1000}")',
    "huge decimal": "decimal(1/3, 999999999)",
    "huge date": '@"999999999-01-01"',
    "substring": 'substring("a", -999999999999, 99999999999)',
}
"""To do the same by a single call: each has a value or none, or exceeds the budget."""

SOURCES = {
    "parentheses": "(" * 5000 + "1" + ")" * 5000,
    "lists": "[" * 5000 + "]" * 5000,
    "contexts": "{a: " * 3000 + "1" + "}" * 3000,
    "minus signs": "-" * 10000 + "1",
    "filters": "x" + "[1]" * 5000,
    "paths": "x" + ".y" * 5000,
    "calls": "f" + "()" * 5000,
    "conditions": "if true then " * 1000 + "1",
    "functions": "function(x) " * 1000 + "x",
    "loops": "for x in " * 1000 + "x",
    "comparisons": " = ".join(["1"] * 3000),
    "types": "x instance of " + "list<" * 2000 + "number" + ">" * 2000,
    "a long name": "a" * 30_000,
    "an open text": '"' + "a" * 19_000,
    "tests in tests": "1 in (" * 2000 + "1",
    "a range in tests": "1 in (" * 55 + "1..2",
    "negated tests": "not(" * 3000 + "true" + ")" * 3000,
    "null bytes": "\0" * 100,
}
"""Texts that shall break the reading of them: none is read."""
