"""Calls to other systems that Lintas makes itself: a folder for each kind.

A connector has a job type, says what is wrong with the settings (`check_config`), and turns a Call into variables. It
raises CallFailed for what a retry or a supervisor may mend, and ModelledError for what the model handles. It knows no
database: whoever calls it records what came of it, so the same call may be made twice and carries a key that tells.
"""

from engine.connectors.catalogue import CONNECTORS, Connector
from engine.connectors.port import Call, CallFailed, ModelledError

__all__ = ["CONNECTORS", "Call", "CallFailed", "Connector", "ModelledError"]
