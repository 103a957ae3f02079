"""A second wall around the processes that run Python of models: fewer rights, and limits that the kernel keeps.

The interpreter is the first wall; no audit of it is known. Its workers therefore run through a small launcher, which
`prlimit` and `setpriv` of util-linux make: no files written, little memory, no new privileges, and another user where
the server may change that.
"""

import atexit
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_LIMITS = ("--as=2000000000", "--fsize=0", "--nofile=16", "--core=0")
_NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")


def launchers(binary: Path) -> Iterator[Path]:
    """Programs that start the binary behind a wall, the highest first; none where the platform has no such wall."""
    prlimit, setpriv = shutil.which("prlimit"), shutil.which("setpriv")
    if sys.platform != "linux" or prlimit is None or setpriv is None:
        return
    folder = Path(tempfile.mkdtemp(prefix="lintas-scripts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    for rights in (_NOBODY, ()) if os.geteuid() == 0 else ((),):
        command = [prlimit, *_LIMITS, "--", setpriv, "--no-new-privs", *rights, str(binary)]
        launcher = folder / f"launcher-{len(rights)}"
        launcher.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        launcher.chmod(0o755)
        yield launcher
