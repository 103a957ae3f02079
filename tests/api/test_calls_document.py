"""The worker that docs/calls.md shows does what the page says, as a program of its own against a real server."""

import re
import subprocess
import sys
from pathlib import Path

from engine.authorization.scopes import Scope
from engine.runtime import Runtime
from engine.settings import Settings, resources_root
from engine.store import tables
from tests.api.leave import set_up
from tests.api.rest.program import a_program
from tests.api.rest.test_messages import a_case, deploy, with_function
from tests.factories import bpmn_xml as xml
from tests.factories.installation import a_token
from tests.factories.people import rows
from tests.serving import serve

PAGE = (resources_root() / "docs" / "calls.md").read_text("utf-8")


def test_the_worker_of_the_page_does_a_job(tmp_path: Path, sqlite_template: Path) -> None:
    (tmp_path / "lintas.db").write_bytes(sqlite_template.read_bytes())
    runtime = Runtime.open(Settings(data_dir=tmp_path, worker=False))
    try:
        set_up(runtime)
        with a_program(runtime) as office:
            task = xml.service_task("layanan", type="simpeg:ubah", extra=xml.mapping(inputs={"nip": '="1985"'}))
            deploy(office, task, key="urusan")
            with_function(office, "sistem", "integrasi")
            case = a_case(office, "urusan")
            token = a_token(runtime, "sistem", frozenset({Scope.JOBS}), ["simpeg:*"])
            (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
            (tmp_path / "worker.py").write_text(code)
            with serve(tmp_path, command="serve") as served:
                environment = {"LINTAS_API": f"{served.address}/api/v1", "LINTAS_TOKEN": token}
                done = subprocess.run(
                    [sys.executable, tmp_path / "worker.py", "1"], env=environment, capture_output=True, text=True
                )

            assert done.returncode == 0, done.stderr
            assert office.get("sri", f"/instances/{case['instance_id']}")["status"] == "completed"
            assert [row.value for row in rows(runtime, tables.variable) if row.name == "nomor"] == ['"SK-1985"']
    finally:
        runtime.close()
