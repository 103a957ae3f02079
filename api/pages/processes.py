"""The processes: which there are, what they look like, and new versions."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bundles import NoFiles, bundle_of
from api.dependencies import Key, OwnForm, SignedIn, TheRuntime
from api.errors import status_of
from api.pages.addresses import go_to
from api.pages.messages import said_in, saying
from api.templating import reader_of, render
from engine.authorization.access import DESIGNER
from engine.bpmn import render_diagram
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.errors import LintasError, ModelError
from engine.queries.model_file import model_file
from engine.queries.processes import process_view, processes

router = APIRouter()


@router.get("/processes")
def show_processes(request: Request, runtime: TheRuntime, actor: SignedIn) -> Response:
    """All processes with their newest versions."""
    context = {
        "processes": processes(runtime, actor),
        "designer": actor.has_function(DESIGNER),
        "said": said_in(request),
    }
    return render(request, "processes.html", context)


@router.get("/processes/{key}")
def show_process(request: Request, runtime: TheRuntime, actor: SignedIn, key: Key) -> Response:
    """A process: diagram, elements with who does what on which legal basis, versions."""
    context = {
        "process": process_view(runtime, actor, key, version_in(request), language=reader_of(request).language),
        "designer": actor.has_function(DESIGNER),
        "said": said_in(request),
        "place": "/processes",
    }
    return render(request, "process.html", context)


@router.get("/processes/{key}/model.bpmn")
def send_model(request: Request, runtime: TheRuntime, _: SignedIn, key: Key) -> Response:
    """The model as it was uploaded, for modelling tools and for the interactive viewer."""
    content = model_file(runtime, key, version_in(request))
    headers = {"Content-Disposition": f'attachment; filename="{quote(key)}.bpmn"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type="application/xml", headers=headers)


def version_in(request: Request) -> int | None:
    """The version that the address names; None means the newest."""
    asked = request.query_params.get("version", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


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
