import os
import threading
import time

import pytest
from kombu import Connection, Exchange, Queue

from plaza.core import fsbroker

QUEUE = Queue("celery", Exchange("celery", type="direct"), routing_key="celery")


@pytest.fixture
def options(tmp_path):
    mq = tmp_path / "mq"
    return {
        "data_folder_in": str(mq / "queue"),
        "data_folder_out": str(mq / "queue"),
        "control_folder": str(mq / "control"),
        "processed_folder": str(mq / "done"),
        "store_processed": False,
        "polling_interval": 0.01,
    }


@pytest.fixture
def broker(options):
    with Connection("filesystem://", transport=fsbroker.Transport, transport_options=options) as connection:
        yield connection.SimpleQueue(QUEUE)


def take_all(broker):
    bodies = []
    while True:
        try:
            message = broker.get(block=False)
        except broker.Empty:
            return bodies
        message.ack()
        bodies.append(message.payload["n"])


def test_connecting_makes_the_folders(broker, tmp_path):
    assert sorted(os.listdir(tmp_path / "mq")) == ["control", "done", "queue"]


def test_messages_come_in_the_order_they_were_sent(broker):
    for n in range(200):
        broker.put({"n": n})
    assert take_all(broker) == list(range(200))


def test_an_unreadable_message_is_set_aside_and_the_others_arrive(broker, tmp_path):
    queue = tmp_path / "mq" / "queue"
    (queue / "0000000000000000000_empty.celery.msg").touch()
    (queue / "0000000000000000001_half.celery.msg").write_bytes(b'{"body": "\xff')
    broker.put({"n": 1})
    assert take_all(broker) == [1]
    assert sorted(os.listdir(tmp_path / "mq" / "done")) == [
        "0000000000000000000_empty.celery.msg.unreadable",
        "0000000000000000001_half.celery.msg.unreadable",
    ]


def test_a_reader_never_meets_a_half_written_message(broker, options, tmp_path):
    """The unfinished file has another name, so the queue holds whole messages only."""
    stop, torn = threading.Event(), []

    def watch():
        while not stop.is_set():
            for name in os.listdir(tmp_path / "mq" / "queue"):
                if name.endswith(".msg") and not (tmp_path / "mq" / "queue" / name).stat().st_size:
                    torn.append(name)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for n in range(300):
        broker.put({"n": n})
    stop.set()
    watcher.join()
    assert torn == []
    assert len(take_all(broker)) == 300


def test_two_queues_bound_at_once_are_both_kept(options):
    def bind(name):
        with Connection("filesystem://", transport=fsbroker.Transport, transport_options=options) as connection:
            connection.SimpleQueue(Queue(name, Exchange("plaza", type="direct"), routing_key=name)).close()

    threads = [threading.Thread(target=bind, args=[f"q{n}"]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Connection("filesystem://", transport=fsbroker.Transport, transport_options=options) as connection:
        table = connection.default_channel.get_table("plaza")
    assert sorted(row.queue for row in table) == [f"q{n}" for n in range(8)]


def test_what_was_set_aside_is_dropped_after_a_week(options, tmp_path):
    fsbroker.make_folders(options)
    old, fresh = tmp_path / "mq" / "done" / "old.unreadable", tmp_path / "mq" / "done" / "fresh.unreadable"
    old.touch()
    fresh.touch()
    week_ago = time.time() - fsbroker.KEPT_SECONDS - 60
    os.utime(old, (week_ago, week_ago))
    fsbroker.make_folders(options)
    assert [path.name for path in (tmp_path / "mq" / "done").iterdir()] == ["fresh.unreadable"]
