"""The JSON API, version 1: docs/api.md."""

from api.rest import (
    batches,
    calendars,
    data_stores,
    decisions,
    deployments,
    documents,
    incidents,
    instances,
    jobs,
    messages,
    monitor,
    people,
    processes,
    recurring,
    repairs,
    tasks,
)
from api.rest.openapi import REFUSALS, describe
from api.routing import API, RouterBelow

__all__ = ["describe", "router"]

router = RouterBelow(API, responses=REFUSALS)
RESOURCES = (
    deployments,
    decisions,
    processes,
    recurring,
    instances,
    repairs,
    tasks,
    monitor,
    incidents,
    jobs,
    batches,
    messages,
    documents,
    calendars,
    data_stores,
    people,
)
for resource in RESOURCES:
    router.include_router(resource.router)
