"""Pictures of processes: SVG from a file's own interchange data, with the state of a case in classes."""

from engine.bpmn.diagrams.render import Link, render_diagram

__all__ = ["Link", "render_diagram"]
