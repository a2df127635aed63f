from __future__ import annotations

import sqlite3

import pytest

from copark.gateways.inbox.contract import Arrival, Mark
from copark.gateways.inbox.sqlite import (
    InboxCorrupt,
    InboxFull,
    InboxUnavailable,
    SqliteInbox,
    at,
    names,
)

PAGES = 60


def arrivals(count: int, size: int = 100) -> list[Arrival]:
    return [
        Arrival(bytes([n % 256]) * size, n, "10.0.0.1:9", "MN1", Mark.GOOD) for n in range(count)
    ]


def fill(inbox: SqliteInbox) -> None:
    while True:
        inbox.append(arrivals(10, 2000))


@pytest.fixture
def inbox(tmp_path):
    inbox = SqliteInbox(tmp_path, "hj212")
    yield inbox
    inbox.close()


def test_what_was_put_in_comes_out_in_order(inbox):
    given = [
        Arrival(b"##\x00\xff" + b"x" * n, 1_000 + n, "[::1]:7", f"MN{n}", mark)
        for n, mark in enumerate(Mark)
    ]

    last = inbox.append(given)

    assert last == len(given)
    assert [stored.position for stored in inbox.read(0, 100)] == list(range(1, last + 1))
    assert [stored.arrival for stored in inbox.read(0, 100)] == given


def test_reading_goes_on_behind_a_position_and_keeps_to_its_limit(inbox):
    inbox.append(arrivals(10))

    assert [stored.position for stored in inbox.read(4, 3)] == [5, 6, 7]
    assert inbox.read(10, 3) == []


@pytest.mark.parametrize("count", [1, 3, 4, 5, 63, 256, 257, 700])
def test_a_group_of_any_size_is_stored_whole(inbox, count):
    inbox.append(arrivals(1))

    assert inbox.append(arrivals(count)) == count + 1
    assert [stored.arrival for stored in inbox.read(1, 1000)] == arrivals(count)


def test_an_empty_group_moves_nothing(inbox):
    inbox.append(arrivals(3))

    assert inbox.append([]) == 3


def test_positions_are_not_used_again_after_trimming_and_a_restart(tmp_path):
    first = SqliteInbox(tmp_path, "hj212")
    first.append(arrivals(5))
    trimmed = first.trim(6)
    first.close()

    second = SqliteInbox(tmp_path, "hj212")

    assert trimmed == 5
    assert second.size() == 0
    assert second.last() == 5
    assert second.append(arrivals(1)) == 6
    second.close()


def test_trimming_forgets_only_what_lies_before(inbox):
    inbox.append(arrivals(5000))

    assert inbox.trim(4001) == 4000
    assert inbox.size() == 1000
    assert inbox.one(4000) is None
    assert inbox.one(4001).arrival == arrivals(5000)[4000]
    assert inbox.trim(4001) == 0


def test_two_processes_see_one_inbox(inbox, tmp_path):
    consumer = SqliteInbox(tmp_path / "hj212.sqlite3", "hj212")
    inbox.append(arrivals(2))

    seen = consumer.read(0, 10)
    consumer.trim(2)

    assert len(seen) == 2
    assert inbox.size() == 1
    consumer.close()


def test_the_inboxes_of_a_folder_are_named(inbox, tmp_path):
    SqliteInbox(tmp_path, "second").close()

    assert names(tmp_path) == ["hj212", "second"]
    assert at(tmp_path, "second").exists()


def test_a_full_inbox_refuses_whole_groups_and_recovers_when_space_returns(tmp_path):
    inbox = SqliteInbox(tmp_path, "hj212", max_pages=PAGES)
    with pytest.raises(InboxFull) as refusal:
        fill(inbox)
    stored = inbox.last()
    after_refusal = len(inbox.read(0, 10_000))

    inbox.trim(stored // 2)
    again = inbox.append(arrivals(10, 2000))

    assert "full" in refusal.value.message
    assert refusal.value.code == "inbox.full"
    assert after_refusal == stored
    assert again == stored + 10
    assert [row.position for row in inbox.read(stored, 100)] == list(range(stored + 1, again + 1))
    inbox.close()


def test_a_group_too_large_for_the_space_leaves_no_part_behind(tmp_path):
    inbox = SqliteInbox(tmp_path, "hj212", max_pages=PAGES)
    inbox.append(arrivals(3))

    with pytest.raises(InboxFull):
        inbox.append(arrivals(1000, 2000))

    assert inbox.size() == inbox.last() == 3
    assert inbox.append(arrivals(1)) == 4
    inbox.close()


def test_a_file_that_is_no_inbox_is_named(tmp_path):
    path = tmp_path / "hj212.sqlite3"
    path.write_bytes(b"this is not a database at all" * 200)

    with pytest.raises(InboxCorrupt, match=r"hj212\.sqlite3 is damaged"):
        SqliteInbox(tmp_path, "hj212")


def test_a_damaged_page_is_named_and_nothing_is_given_out_as_good(tmp_path):
    inbox = SqliteInbox(tmp_path, "hj212")
    inbox.append(arrivals(2000))
    inbox.close()
    path = at(tmp_path, "hj212")
    damaged = bytearray(path.read_bytes())
    for page in range(4096 * 4, len(damaged) - 4096, 4096):
        damaged[page : page + 64] = b"\xff" * 64
    path.write_bytes(damaged)

    with pytest.raises(InboxCorrupt, match="damaged"):
        SqliteInbox(tmp_path, "hj212").read(0, 5000)


def test_an_inbox_of_another_gateway_is_refused(inbox, tmp_path):
    with pytest.raises(InboxUnavailable, match="belongs to the gateway 'hj212'"):
        SqliteInbox(tmp_path / "hj212.sqlite3", "another")


def test_an_inbox_of_a_later_format_is_refused(inbox, tmp_path):
    inbox.close()
    with sqlite3.connect(at(tmp_path, "hj212")) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(InboxUnavailable, match="format 99"):
        SqliteInbox(tmp_path, "hj212")


def test_commits_are_flushed_to_the_disk(inbox):
    with inbox._opened() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
