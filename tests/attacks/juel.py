"""Attacks on JUEL, by name: each is refused before anything of it is evaluated, or reads as a name that is null."""

QUOTED = ("${x.getClass()}", '" + string(x) + "')
"""Texts that attacks quote and that stay texts."""

ATTACKS = {
    "class of a text": "${''.getClass().forName('java.lang.Runtime').getMethods()[6].invoke(null).exec('id')}",
    "class of a variable": "${x.class.classLoader}",
    "a bean": "${applicationContext.getBean('dataSource').connection}",
    "the execution": "${execution.getEngineServices().getRuntimeService()}",
    "a static function": "${java.lang.System.exit(0)}",
    "an assignment": "${x = 1}",
    "a lambda": "${(y -> y())(x)}",
    "several expressions": "${x}${x.getClass()}",
    "an expression inside": "${'${x.getClass()}'}",
    "a quote that ends early": "${'a\\'.getClass().getName()}",
    "FEEL inside of a text": "${'\" + string(x) + \"'}",
    "a function of FEEL": "${replace(x, 'a', 'b')}",
    "a loop of FEEL": "${for i in 1..1000000000 return i}",
    "parentheses": "${" + "(" * 900 + "1" + ")" * 900 + "}",
    "negations": "${" + "!" * 1_900 + "x}",
    "minus signs": "${" + "-" * 1_900 + "1}",
    "choices": "${" + "x ? 1 : " * 200 + "1}",
    "items": "${x" + "[0]" * 600 + "}",
    "members": "${x" + ".y" * 900 + "}",
    "an open text": "${'" + "a" * 100_000 + "}",
    "a long sum": "${" + "1 + " * 400 + "1}",
    "many parts": "${x}" * 600,
}
