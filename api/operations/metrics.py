"""Measurements in the text format of Prometheus, for this machine or whoever has the token."""

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, disable_created_metrics, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from api.auth.bearer import bearer_token
from engine.errors import NotFound
from engine.queries.measurements import Measurements, measure
from engine.queries.readiness import check_ready
from engine.runtime import Runtime

router = APIRouter()
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Raises NotFound for everybody else, so that nothing tells strangers that it is here."""
    runtime: Runtime = request.app.state.runtime
    if not _may_read(request, runtime):
        raise NotFound
    own = CollectorRegistry(auto_describe=False)
    own.register(InstallationCollector(runtime))
    content = generate_latest(REGISTRY) + generate_latest(own)
    return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


def _may_read(request: Request, runtime: Runtime) -> bool:
    """This machine itself, not through a proxy on it; elsewhere the token of the settings."""
    token = runtime.settings.metrics_token
    given = bearer_token(request)
    if token is not None and given:
        return hmac.compare_digest(given.encode("utf-8", "replace"), token.get_secret_value().encode())
    return _is_loopback(request.client.host if request.client else "") and not any(
        name in request.headers for name in FORWARDED
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class InstallationCollector(Collector):
    """What lies in the database, counted at the moment of asking; only that it is away, where it is."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def collect(self) -> Iterator[Metric]:
        """One statement for all of them."""
        there = GaugeMetricFamily("lintas_database_up", "1 where the database answers with the right schema.")
        try:
            check_ready(self.runtime)
            found = measure(self.runtime)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, the measurements say so instead of failing
            there.add_metric([], 0)
            yield there
            return
        there.add_metric([], 1)
        yield there
        yield from _gauges(found)


def _gauges(found: Measurements) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("lintas_jobs", "Jobs by state: todo, doing, failed.", labels=["state"])
    for state, count in found.jobs.items():
        jobs.add_metric([state], count)
    yield jobs
    nodes = GaugeMetricFamily("lintas_nodes", "Processes that run jobs: living, silent.", labels=["state"])
    for state, count in found.nodes.items():
        nodes.add_metric([state], count)
    yield nodes
    pool = GaugeMetricFamily("lintas_database_connections", "Connections of this process.", labels=["state"])
    pool.add_metric(["in_use"], found.pool_in_use)
    pool.add_metric(["idle"], found.pool_idle)
    yield pool
    for name, text, count in (
        ("lintas_jobs_overdue", "Jobs that are due and wait for a worker.", found.overdue_jobs),
        ("lintas_timers_overdue", "Timers that are due and have not fired.", found.overdue_timers),
        ("lintas_service_jobs_waiting", "Service tasks that wait for an answer.", found.service_jobs),
        ("lintas_incidents_open", "Tokens that wait for a supervisor.", found.incidents),
        ("lintas_tasks_open", "User tasks that are open.", found.open_tasks),
        ("lintas_tasks_claimed", "Open user tasks that somebody has taken.", found.claimed_tasks),
        ("lintas_instances_active", "Cases that have not ended.", found.active_instances),
    ):
        yield GaugeMetricFamily(name, text, value=count)
