"""The floors of the house hold, and standing on one does nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

IMPORT_ALL = """
import importlib, pkgutil, sys
import screening

acts = {"socket.connect", "socket.bind", "subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system"}

def refuse(event, arguments):
    if event in acts:
        raise RuntimeError(f"{event} {arguments} at import")

sys.addaudithook(refuse)
names = [module.name for module in pkgutil.walk_packages(screening.__path__, "screening.")]
for name in names:
    # These are programs: they run when they are named on a command line, and alembic runs the other two.
    if not name.endswith("__main__") and ".migrations" not in name:
        importlib.import_module(name)
print(len(names))
"""


def run(*argv: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(argv, cwd=ROOT, env=env, text=True, capture_output=True, check=False, timeout=60)


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = run(str(linter), "--no-cache", "--no-logo")
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_whole_package_starts_and_connects_nothing() -> None:
    done = run(sys.executable, "-c", IMPORT_ALL, env={"SCREENING_NONSENSE": "would be refused, were it read"})
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 50
