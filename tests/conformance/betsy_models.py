"""Makes the models of betsy executable: tokens become scripts and jobs, Java-like conditions become FEEL.

The suite's files hold tokens where an engine wants code; each engine's runner maps them. Nothing else is changed.
"""

import re
from pathlib import Path
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CONDITIONS = (
    "conditionExpression",
    "condition",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
    "activationCondition",
)
WAIT = "WAIT_TEN_SECONDS"
THROW = "THROW_ERROR"
ERROR_CODE = "ERR_CODE"
STAMPS = ("CREATE_TIMESTAMP_LOG_1", "CREATE_TIMESTAMP_LOG_2")
JOBS = (WAIT, THROW, *STAMPS)
"""Tokens that take time or fail: jobs that the runner answers by its own clock."""
KEY = '="betsy"'


def executable(path: Path) -> bytes:
    """The file with its tokens and conditions translated."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(path.read_bytes(), parser)
    for name in CONDITIONS:
        for node in root.iter(f"{{{BPMN}}}{name}"):
            node.text = "=" + feel(node.text or "")
    for node in list(root.iter(f"{{{BPMN}}}scriptTask", f"{{{BPMN}}}globalScriptTask")):
        translate(node)
    for node in root.iter(f"{{{BPMN}}}message"):
        etree.SubElement(extensions(node), f"{{{ZEEBE}}}subscription", correlationKey=KEY)
    for node in root.iter(f"{{{BPMN}}}error", f"{{{BPMN}}}escalation"):
        kind = etree.QName(node).localname
        if not node.get(f"{kind}Code"):
            node.set(f"{kind}Code", node.get("name") or node.get("id") or "")
    return etree.tostring(root)


def tokens(path: Path) -> set[str]:
    """The tokens of all scripts in a file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return {
        (script.text or "").strip() for script in etree.fromstring(path.read_bytes(), parser).iter(f"{{{BPMN}}}script")
    }


def feel(text: str) -> str:
    """A condition of the suite in FEEL; one file has a stray character behind its condition."""
    text = " ".join(text.split())
    text = re.sub(r"\)\s*>$", ")", text)
    return re.sub(
        r"(!?)(\w+)\.contains\((\"[^\"]*\")\)",
        lambda found: f"not(contains({found[2]}, {found[3]}))" if found[1] else f"contains({found[2]}, {found[3]})",
        text,
    )


def translate(node: Any) -> None:
    """The script task of a token."""
    script = node.find(f"{{{BPMN}}}script")
    token = "" if script is None else (script.text or "").strip()
    if script is not None:
        node.remove(script)
    if token in JOBS:
        node.tag = node.tag.replace("ScriptTask", "Task").replace("scriptTask", "serviceTask")
        etree.SubElement(extensions(node), f"{{{ZEEBE}}}taskDefinition", type=f"betsy-{token.lower()}")
        return
    expression, variable = script_of(token, node)
    etree.SubElement(extensions(node), f"{{{ZEEBE}}}script", expression=expression, resultVariable=variable)


def script_of(token: str, node: Any) -> tuple[str, str]:
    """The FEEL script of a token, and the variable for its result."""
    if token == "INCREMENT_INTEGER_VARIABLE":
        return "=integerVariable + 1", "integerVariable"
    if token == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
        return '=betsy_line("INCREMENT_correct", integerVariable + 1)', "integerVariable"
    if token == "CREATE_MARKER_FILE":
        return '=betsy_line("MARKER_exists", true)', "marker"
    if token == "SET_STRING_DATA":
        return '="String"', only(node, "dataOutput")
    if token == "LOG_DATA":
        return f'=if {only(node, "dataInput")} = "String" then betsy_line("DATA_correct", true) else false', "logged"
    if token.startswith("SCRIPT_"):
        return f'=betsy_line("{token}", true)', "logged"
    return "=true", "logged"


def only(node: Any, kind: str) -> str:
    """Where a script finds the data: the only data input or output of its task, else the data object's name."""
    found = node.find(f"{{{BPMN}}}ioSpecification/{{{BPMN}}}{kind}")
    return "data" if found is None else str(found.get("id"))


def extensions(node: Any) -> Any:
    """The extension elements of a node: made behind its documentation if there are none."""
    found = node.find(f"{{{BPMN}}}extensionElements")
    if found is None:
        found = etree.Element(f"{{{BPMN}}}extensionElements")
        node.insert(len(node.findall(f"{{{BPMN}}}documentation")), found)
    return found
