"""Children are counted, whatever they are called."""

import subprocess
from pathlib import Path

import pytest

from screening.supervise.process import children


@pytest.mark.parametrize("name", ["plain", "with space", "a) S 1 (b", "ünï"])
def test_a_child_is_found_whatever_its_name(name: str, tmp_path: Path) -> None:
    program = tmp_path / name
    program.symlink_to("/bin/cat")
    before = children()
    with subprocess.Popen([program], stdin=subprocess.PIPE) as child:
        assert children() - before == {child.pid}
    assert child.pid not in children()
