"""Attacks on designers' templates of letters, by name."""

REACHING = {
    "classes of a text": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "classes by item": "{{ ''['__class__'] }}",
    "classes by filter": "{{ ''|attr('__class__') }}",
    "classes by parts": "{{ ''|attr('__cla' ~ 'ss__') }}",
    "format of a text": "{{ '{0.__class__.__mro__}'.format(1) }}",
    "format of names": "{{ '{x.__class__}'.format_map({'x': 1}) }}",
    "globals of the template": "{{ self.__init__.__globals__ }}",
    "the context": "{{ self._TemplateReference__context.environment }}",
    "the environment": "{{ range.__self__ }}",
    "the configuration": "{{ config.items() }}",
    "the loader": "{{ letter.__class__.__init__.__globals__.os.environ }}",
    "a macro": "{% macro m() %}{% endmacro %}{{ m.__class__.__call__.__globals__ }}",
    "a macro's caller": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "the loop": "{% for x in [1] %}{{ loop.__class__.__init__.__globals__ }}{% endfor %}",
    "a namespace": "{{ namespace().__class__.__init__.__globals__ }}",
    "the cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "the joiner": "{{ joiner.__init__.__globals__ }}",
    "a generator": "{{ ([1]|map('string')).gi_frame.f_globals }}",
    "grouping by attribute": "{{ ['']|groupby('__class__.__mro__') }}",
    "changing the data": "{{ a.update({'b': 2}) }}",
    "a file": "{% include '/etc/passwd' %}",
    "a file beside": "{% include '../settings.py' %}",
    "a file by a variable": "{% include a.file %}",
    "a file by extension": "{% extends '/etc/passwd' %}",
    "a module": "{% import 'os' as os %}",
    "a statement": "{% do a.clear() %}",
    "markup without escaping": "{{ '<script>'|safe }}",
    "markup by a switch": "{% autoescape false %}<script>{% endautoescape %}",
    "markup by a type": "{{ '<script>'.__html__() }}",
}
"""To get at what the server has, or at other resources than the deployment's."""

HARMLESS = {
    "attributes by map": "{{ ['']|map(attribute='__class__')|list }}",
    "methods by map": "{{ [1]|map('attr', '__class__')|list }}",
    "sorting by attribute": "{{ ['']|sort(attribute='__class__') }}",
}
"""The same by ways that give something undefined instead of an error."""

EXHAUSTING = {
    "loops": "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}",
    "a power": "{{ 2 ** 9999999999 }}",
    "a text": "{{ 'x' * 10 ** 10 }}",
    "a list": "{{ [0] * 10 ** 9 }}",
    "doubling": "{% set n = namespace(x='aaaa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "a width": "{{ '%999999999d'|format(1) }}",
    "a width by center": "{{ 'a'|center(10 ** 10) }}",
    "an indentation": "{{ 'a\\na'|indent(10 ** 10) }}",
    "output": "{% for x in range(99999) %}xxxxxxxxxx{% endfor %}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "recursion of a loop": "{% for x in [[[]]] recursive %}{{ loop([x]) }}{% endfor %}",
    "a range": "{{ range(10 ** 9)|list|length }}",
    "deep source": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "deep blocks": "{% if a %}" * 3_000,
    "minus signs": "{{ " + "-" * 50_000 + "1 }}",
}
"""To take time or memory from it."""
