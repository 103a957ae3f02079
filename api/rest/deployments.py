"""Deploying bundles."""

from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import Response

from api.bundles import bundle_of
from api.dependencies import DeployingCaller, PostedFile, TheRuntime
from api.rest.bodies import MULTIPART, ZIP, IdempotencyKey, uploaded_files
from api.rest.texts import English
from api.routing import API, RouterBelow
from api.schemas.deployments import Deployment
from api.schemas.told import answer
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle

router = RouterBelow("/deployments", root=API, tags=["deployments"])

Uploaded = Annotated[tuple[list[PostedFile], str], Depends(uploaded_files)]

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "BPMN, DMN, forms, templates and bundle.toml, or zip archives of them.",
                        },
                        "note": {"type": "string", "maxLength": 2000, "description": "What changed."},
                    },
                }
            },
            ZIP: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post("", operation_id="deployBundle", status_code=201, response_model=Deployment, openapi_extra=BODY)
def deploy(
    runtime: TheRuntime,
    actor: DeployingCaller,
    uploaded: Uploaded,
    english: English,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Check a bundle and deploy all of it, or nothing with the `findings`.

    Needs a position with the function `perancang_proses` of the agency that owns the process.
    """
    files, note = uploaded
    command = DeployBundle(actor=actor, files=bundle_of(files), note=note or None, idempotency_key=idempotency_key)
    deployed = deploy_bundle(runtime, command)
    return answer(Deployment.of(deployed, english), 201)
