"""The processes: which there are, what they look like, and new versions."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bundles import NoFiles, bundle_of
from api.dependencies import Key, OwnForm, SignedIn, TheRuntime
from api.errors import status_of
from api.files import saved_as
from api.pages.addresses import go_to
from api.pages.exports import export_links, exported
from api.pages.filters import whole_number
from api.pages.messages import said_in, saying
from api.templating import Reader, reader_of, render
from engine.authorization.access import DESIGNER, SUPERVISOR
from engine.bpmn import Finding, check_model, render_diagram
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.errors import LintasError, ModelError
from engine.exports.listings import definitions
from engine.queries.model_file import model_file
from engine.queries.process_download import process_download
from engine.queries.process_versions import DeployedVersion, process_versions
from engine.queries.processes import ProcessView, process_view, processes

router = APIRouter()


@router.get("/processes")
def show_processes(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """All processes with their newest versions."""
    context = {
        "processes": processes(runtime, actor),
        "designer": actor.has_function(DESIGNER),
        "said": said_in(request),
        "files": export_links("/processes", {}),
    }
    return render(request, "processes.html", context)


@router.get("/processes.csv")
@router.get("/processes.xlsx")
def send_processes(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """The same list as a file."""
    return exported(request, definitions(runtime, actor))


@router.get("/processes/{key}")
def show_process(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """A process: diagram, elements with who does what on which legal basis, findings, versions."""
    reader = reader_of(request)
    process = process_view(runtime, actor, key, version_in(request), language=reader.language)
    content = model_file(runtime, key, process.version)
    findings = check_model(content).findings
    versions = process_versions(runtime, actor, key, before=whole_number(request.query_params.get("before", "")))
    chosen = next((each for each in versions.rows if each.version == process.version), None)
    if chosen is None:
        chosen = process_versions(runtime, actor, key, before=process.version + 1, limit=1).rows[0]
    marked = marks(findings, chosen) if "marks" in request.query_params else {}
    context = {
        "process": process,
        "diagram": redrawn(process, content, marked, reader) if marked else process.diagram,
        "marked": marked,
        "markable": bool(marks(findings, chosen)),
        "findings": findings,
        "versions": versions,
        "chosen": chosen,
        "supervisor": actor.has_function(SUPERVISOR),
        "said": said_in(request),
        "place": "/processes",
    }
    return render(request, "process.html", context)


def marks(findings: Iterable[Finding], version: DeployedVersion) -> dict[str, str]:
    """What a designer looks at on the diagram: new and changed elements, and those with findings."""
    changes = version.changes
    found = {each.element_id: "active" for each in (*changes.added, *changes.changed)} if changes else {}
    return found | {each.element_id: "incident" for each in findings if each.element_id}


def redrawn(process: ProcessView, content: bytes, marked: dict[str, str], reader: Reader) -> str | None:
    """The diagram with those elements marked."""
    english = reader.language == "en"
    return render_diagram(
        content,
        states=marked,
        title=(process.name_en or process.name) if english else process.name,
        description=process.documentation or "",
        labels={each.element_id: each.name_en for each in process.elements if each.name_en} if english else None,
    )


@router.get("/processes/{key}/files.zip")
def send_files(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """Everything that was uploaded with the version, as an archive that deploys again."""
    download = process_download(runtime, actor, key, version_in(request))
    return Response(download.content, media_type="application/zip", headers=saved_as(download.filename))


@router.get("/processes/{key}/model.bpmn")
def send_model(request: Request, runtime: TheRuntime, _: SignedIn, key: Key) -> Response:
    """The model as it was uploaded, for modelling tools and for the interactive viewer."""
    content = model_file(runtime, key, version_in(request))
    headers = {"Content-Disposition": f'attachment; filename="{quote(key)}.bpmn"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type="application/xml", headers=headers)


def version_in(request: Request) -> int | None:
    """The version that the address names; None means the newest."""
    return whole_number(request.query_params.get("version", ""))


@router.get("/deployments/new")
def show_upload(request: Request, actor: SignedIn) -> Response:
    """The form that takes the files of a bundle."""
    return _upload_page(request, designer=actor.has_function(DESIGNER))


@router.post("/deployments")
def take_upload(request: Request, runtime: TheRuntime, posted: OwnForm, actor: SignedIn) -> Response:
    """Check and deploy a bundle; the findings where it is refused."""
    files: list[BundleFile] = []
    note = posted.one("note")[:2000]
    try:
        files = bundle_of(posted.files)
        deployed = deploy_bundle(runtime, DeployBundle(actor=actor, files=files, note=note))
    except (ModelError, NoFiles) as error:
        return _upload_page(request, designer=True, error=error, files=files, note=note)
    return go_to(saying(f"/processes/{deployed.key}", "deployed"))


def _upload_page(
    request: Request,
    *,
    designer: bool,
    error: LintasError | None = None,
    files: list[BundleFile] | None = None,
    note: str = "",
) -> Response:
    findings = getattr(error, "findings", ())
    context: dict[str, Any] = {
        "designer": designer,
        "errors": [{"anchor": "files", "text": error.text}] if error else [],
        "findings": findings,
        "diagrams": [drawn for file in files or [] if (drawn := _marked(file, findings))],
        "note": note,
        "place": "/processes",
        "here": "/deployments/new",
    }
    return render(request, "upload.html", context, status=status_of(error) if error else 200)


def _marked(file: BundleFile, findings: Any) -> tuple[str, str] | None:
    """The diagram of an uploaded model with the elements that findings name."""
    if not file.path.lower().endswith((".bpmn", ".xml")):
        return None
    marked = {found.element_id: "incident" for found in findings if found.element_id}
    drawn = render_diagram(file.content, states=marked, counts={}, title=file.path, description="")
    return (file.path, drawn) if drawn else None
