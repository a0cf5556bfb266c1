"""A list as a file: exact look-ups one by one and in batches, whichever file is in place."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from rbloom import Bloom

from screening.collect.feeds.index import Builder, Contents, Index, contents_of, first_listed, lineage
from tests.unit.collect.feeds.lists import numbered

CONTENTS = Contents("casinos", 0, "2026-11-24T12:00:00+00:00", "d" * 64, '"etag"')


def made(path: Path, names: list[str]) -> Index:
    builder = Builder(path)
    builder.add(names)
    builder.finish(replace(CONTENTS, entries=builder.entries))
    return Index(path)


def test_what_is_in_is_found_and_nothing_else(tmp_path: Path) -> None:
    names = numbered(20_000)
    index = made(tmp_path / "a.sqlite3", [*reversed(names), *names[:100]])
    assert index.contents == contents_of(tmp_path / "a.sqlite3") == replace(CONTENTS, entries=20_000)
    assert all(name in index for name in names)
    strangers = numbered(20_000, "flower")
    assert not any(name in index for name in strangers), "the filter errs now and then; the table does not"
    assert index.among([*strangers, *names]) == set(names)
    assert index.among([]) == set()


def test_a_name_is_looked_up_with_its_parents_and_never_in_part(tmp_path: Path) -> None:
    index = made(tmp_path / "a.sqlite3", ["casino.com", "x.shop.co.uk"])
    for name, registrable, entry in (
        ("casino.com", "casino.com", "casino.com"),
        ("www.best.casino.com", "casino.com", "casino.com"),
        ("mycasino.com", "mycasino.com", ""),
        ("casino.com.net", "com.net", ""),
        ("shop.co.uk", "shop.co.uk", ""),
        ("y.x.shop.co.uk", "shop.co.uk", "x.shop.co.uk"),
        ("github.io", "github.io", ""),
    ):
        assert first_listed(index, [*lineage(name, registrable)]) == entry, name
    assert [*lineage("a.b.co.uk", "b.co.uk")] == ["a.b.co.uk", "b.co.uk"], "never the public suffix"


def test_who_has_it_open_keeps_it_when_it_is_replaced(tmp_path: Path) -> None:
    path, other = tmp_path / "a.sqlite3", tmp_path / "b.sqlite3"
    old = made(path, ["old.com"])
    made(other, ["new.com"])
    other.replace(path)
    assert "old.com" in old
    assert ("old.com" in Index(path), "new.com" in Index(path)) == (False, True)


def test_a_file_that_was_not_finished_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    builder = Builder(path)
    builder.add(["a.com"])
    builder.close()
    assert contents_of(path) is None
    with pytest.raises(ValueError, match="never finished"):
        Index(path)


def test_a_filter_that_hashes_otherwise_is_no_filter_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    made(path, numbered(100))
    with sqlite3.connect(path) as db:
        strange = Bloom(100, 0.001, len)
        strange.update(numbered(100, "other"))
        db.execute("UPDATE contents SET filter = ?", (strange.save_bytes(),))
    db.close()
    with pytest.raises(ValueError, match="does not fit"):
        Index(path)
