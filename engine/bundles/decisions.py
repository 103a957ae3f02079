"""The decision models of a bundle, each with the files that it imports."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.bpmn import Severity
from engine.bundles.files import MOST_BYTES, BundleFile
from engine.bundles.findings import FileFinding, file_error
from engine.dmn import DecisionModel, DecisionModelRefused, Finding, Outline, outline, read_decisions
from engine.model.text import N_

MOST_NAMESPACES = 50
"""That are looked for of one model; the import of a further one is refused as missing."""
Deployed = Callable[[str], Sequence[bytes]]
"""The files that the owner of a bundle has deployed under a namespace; more than one if they are different models."""


def nothing_deployed(_namespace: str) -> Sequence[bytes]:
    """What is known where there is no database."""
    return ()


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A DMN file after reading. `imported`: the files that it imports, directly or through others."""

    file: BundleFile
    model: DecisionModel
    namespace: str
    imported: tuple[bytes, ...]


def read_decision_files(
    files: Iterable[BundleFile], deployed: Deployed, findings: list[FileFinding]
) -> list[DecisionFile]:
    """The models of all files that can be used; what is wrong with others is added to the findings.

    A namespace that is imported is looked for in the bundle first, then among what is deployed.
    """
    shelf = Shelf(deployed)
    readable = []
    for file in files:
        try:
            readable.append((file, shelf.put(file.content)))
        except DecisionModelRefused as refused:
            findings.extend(told(file.path, refused.findings))
    read, left = [], MOST_BYTES
    for file, own in readable:
        imported = shelf.imported(own)
        left -= sum(len(content) for content in imported)
        if left < 0:
            text = N_("Expected decision models that import at most %(limit)s bytes together. Import less.")
            findings.append(file_error(file.path, "model_import_limit", text, limit=MOST_BYTES))
            break
        try:
            model = read_decisions(file.content, imported)
        except DecisionModelRefused as refused:
            findings.extend(told(file.path, refused.findings))
        else:
            findings.extend(told(file.path, model.findings))
            read.append(DecisionFile(file, model, own.namespace, imported))
    return read


def told(path: str, findings: Iterable[Finding]) -> Iterator[FileFinding]:
    """The findings of a model as findings of its file."""
    for each in findings:
        severity = Severity.WARNING if each.warning else Severity.ERROR
        yield FileFinding(path, each.code, severity, each.element_id, each.line, each.text)


class Shelf:
    """DMN files by their namespaces: those of the bundle, and deployed ones as they are asked for."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed
        self._outlines: dict[bytes, Outline] = {}
        self._by_namespace: dict[str, list[bytes]] = {}

    def put(self, content: bytes) -> Outline:
        """Add a file of the bundle. Raises DecisionModelRefused if it is no DMN."""
        found = self._outlines.setdefault(content, outline(content))
        there = self._by_namespace.setdefault(found.namespace, [])
        if content not in there:
            there.append(content)
        return found

    def imported(self, own: Outline) -> tuple[bytes, ...]:
        """All files that a file imports, directly or through others; whether they fit is for the reader to say."""
        namespaces, contents = list(own.imported), []
        seen = {own.namespace}
        for namespace in namespaces:
            if namespace in seen:
                continue
            seen.add(namespace)
            if len(seen) > MOST_NAMESPACES:
                break
            for content in self._found(namespace):
                contents.append(content)
                namespaces.extend(self._outlines[content].imported)
        return tuple(contents)

    def _found(self, namespace: str) -> Sequence[bytes]:
        if namespace not in self._by_namespace:
            found = list(dict.fromkeys(self._deployed(namespace)))
            self._outlines |= {content: outline(content) for content in found}
            self._by_namespace[namespace] = found
        return self._by_namespace[namespace]
