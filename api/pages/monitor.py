"""Pantauan: how much runs in each process, where it stands on the diagram, and which cases those are."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Key, SignedIn, TheRuntime, clean
from api.languages import catalog
from api.pages.addresses import with_query
from api.pages.exports import export_links
from api.pages.instances import linked_from, query_of
from api.pages.processes import version_in
from api.templating import Reader, reader_of, render
from engine.authorization.supervision import check_supervisor
from engine.bpmn import Link, render_diagram
from engine.model.text import N_, Named
from engine.queries.element_counts import ElementCounts, element_counts
from engine.queries.filter_choices import Choice, ProcessChoices, process_choices
from engine.queries.instances import InstanceFilter, instances
from engine.queries.model_file import model_file
from engine.queries.process_loads import process_loads
from engine.runtime import Runtime

router = APIRouter()

PATH = "/monitor"
CASES_AT = N_("%(element)s: %(number)s cases")


@router.get(PATH)
def show_loads(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """Every process with what is open in it."""
    return render(request, "monitor.html", {"loads": process_loads(runtime, actor)})


@router.get(f"{PATH}/{{key}}")
def show_monitor(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """Tokens by element on the diagram and as a table; the cases of the element that was chosen."""
    check_supervisor(actor)
    counts = element_counts(runtime, actor, key, version_in(request))
    process = process_choices(runtime, key, counts.version)
    shown = elements_with(counts, process)
    element = clean(request.query_params.get("element", ""))[:200] or None
    wanted = InstanceFilter(
        process_key=key,
        version=counts.version,
        element=element,
        status=None if element else "active",
        after=clean(request.query_params.get("after", ""))[:200] or None,
    )
    path = f"{PATH}/{key}"
    query: dict[str, object] = {"version": counts.version, "element": element, "after": wanted.after}
    context = {
        "process": process,
        "counts": counts,
        "elements": shown,
        "element": next((each for each in shown if each.value == element), None),
        "chosen": element,
        "diagram": _diagram(runtime, process, counts, shown, reader_of(request)),
        "page": instances(runtime, actor, wanted),
        "link": linked_from(query, path),
        "files": export_links("/instances", query_of(wanted)),
        "all_cases": linked_from(query_of(wanted))(after=None),
        "place": PATH,
    }
    return render(request, "monitor_process.html", context)


def elements_with(counts: ElementCounts, process: ProcessChoices) -> list[Choice]:
    """The elements in which something stands, in the order of the file."""
    known = {each.value: each for each in process.elements}
    ids = [*(each for each in known if each in counts.tokens), *(each for each in counts.tokens if each not in known)]
    return [known.get(each) or Choice(each, Named(each, each)) for each in ids]


def _diagram(
    runtime: Runtime, process: ProcessChoices, counts: ElementCounts, shown: list[Choice], reader: Reader
) -> str | None:
    names = {each.value: each.name.in_language(reader.language) for each in process.elements}
    states = dict.fromkeys(counts.tokens, "active") | dict.fromkeys(counts.incidents, "incident")
    return render_diagram(
        model_file(runtime, process.key, process.version),
        states=states,
        counts=counts.tokens,
        title=process.name.in_language(reader.language),
        description="",
        labels=names if reader.language == "en" else None,
        links=_links(process, counts, shown, names, reader),
    )


def _links(
    process: ProcessChoices,
    counts: ElementCounts,
    shown: list[Choice],
    names: Mapping[str, str],
    reader: Reader,
) -> dict[str, Link]:
    template = catalog(reader.language).gettext(CASES_AT)
    return {
        each.value: Link(
            with_query(f"{PATH}/{process.key}", {"version": process.version, "element": each.value}) + "#cases",
            template % {"element": names.get(each.value, each.value), "number": counts.tokens[each.value]},
        )
        for each in shown
    }
