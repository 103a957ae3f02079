"""Camunda 7's extensions as its modeler writes them, and the parts of models that are built with them."""

from collections.abc import Mapping

from tests.factories.bpmn_xml import element, extensions, script_text, user_task

Parameter = str | list[str] | Mapping[str, str]


def camunda(tag: str, /, *children: str, text: str = "", **attributes: str | None) -> str:
    """An extension element."""
    return element(f"camunda:{tag}", *children, text=text, **attributes)


def parameter(tag: str, name: str, value: Parameter | None) -> str:
    """An input or output parameter: a text, a list or a map."""
    if isinstance(value, str):
        return f'<camunda:{tag} name="{name}">{value}</camunda:{tag}>'
    if isinstance(value, list):
        items = "".join(f"<camunda:value>{item}</camunda:value>" for item in value)
        return f'<camunda:{tag} name="{name}"><camunda:list>{items}</camunda:list></camunda:{tag}>'
    if value is None:
        return f'<camunda:{tag} name="{name}" />'
    entries = "".join(f'<camunda:entry key="{key}">{item}</camunda:entry>' for key, item in value.items())
    return f'<camunda:{tag} name="{name}"><camunda:map>{entries}</camunda:map></camunda:{tag}>'


def input_output(
    inputs: Mapping[str, Parameter | None] | None = None, outputs: Mapping[str, Parameter | None] | None = None
) -> str:
    """camunda:inputOutput."""
    parts = [parameter("inputParameter", name, value) for name, value in (inputs or {}).items()]
    parts += [parameter("outputParameter", name, value) for name, value in (outputs or {}).items()]
    return camunda("inputOutput", *parts)


def their_task(*extra: str, id: str = "task", children: tuple[str, ...] = (), **attributes: str | None) -> str:  # noqa: A002
    """A user task that can be deployed, said in Camunda 7's words."""
    given = {
        "camunda__candidateGroups": "biro_sdm@bkn",
        "camunda__formKey": "formulir",
        "name": "Periksa berkas",
        **attributes,
    }
    named = camunda("properties", camunda("property", name="lintas:decisionClass", value="verifikasi"))
    return element("userTask", extensions(named, *extra), *children, id=id, **given)


def our_task(*extra: str, id: str = "task", children: tuple[str, ...] = (), **more: str) -> str:  # noqa: A002
    """The same user task in the house form."""
    return user_task(id, *children, extra="\n".join(extra), more=more)


def job(*extra: str, id: str = "task", **attributes: str | None) -> str:  # noqa: A002
    """An external task."""
    given = {"camunda__type": "external", "camunda__topic": "simpeg-sync", "name": "Kirim", **attributes}
    return element("serviceTask", extensions(*extra), id=id, **given)


def named(*parts: str, **attributes: str | None) -> str:
    """A business rule task, script task or any other element without name of its own."""
    kind, *children = parts
    return element(kind, *children, id="task", name="Kerjakan", **attributes)


def repeated(*children: str, **attributes: str | None) -> str:
    """Multi-instance characteristics."""
    return element("multiInstanceLoopCharacteristics", *children, **attributes)


def formal(tag: str, text: str) -> str:
    """An expression as every modeler writes it."""
    return script_text(tag, text, xsi__type="bpmn:tFormalExpression")
