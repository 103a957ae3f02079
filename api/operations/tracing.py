"""Sends traces over OTLP. Needs the extra `tracing`, so only what serves imports it, and only if the settings ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


@contextmanager
def tracing(endpoint: str, version: str) -> Iterator[None]:
    """Send what is traced to `endpoint` while the block runs; what is left is sent at its end."""
    resource = Resource.create({"service.name": "lintas", "service.version": version})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
