"""Celery messages as files of the data folder, for an office without a broker server.

kombu's own transport writes in place, and a reader that meets a half-written file dies of it. Here a
message appears whole (written aside, then renamed), an unreadable one is set aside, and the order of
sending survives a restart of the machine. A lost message is no harm: the database is the queue."""

import fcntl
import logging
import os
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

KEPT_SECONDS = 7 * 24 * 3600


def make_folders(options: dict) -> None:
    """Create the folders of the transport and drop what was set aside more than a week ago."""
    for name in ("data_folder_in", "data_folder_out", "control_folder", "processed_folder"):
        Path(options[name]).mkdir(parents=True, exist_ok=True)
    for path in Path(options["processed_folder"]).iterdir():
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
        except FileNotFoundError:  # another process was quicker
            continue


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        name = f"{time.time_ns():019d}_{uuid.uuid4().hex}.{queue}.msg"
        _publish(Path(self.data_folder_out) / name, payload)

    def _get(self, queue):
        done = Path(self.processed_folder)
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = done / name
            try:
                os.rename(Path(self.data_folder_in) / name, taken)
            except OSError:  # another worker took it
                continue
            try:
                payload = loads(bytes_to_str(taken.read_bytes()))
            except ValueError:
                taken.rename(done / f"{name}.unreadable")
                logging.getLogger("plaza").warning("unreadable message set aside: %s", name)
                continue
            taken.unlink()
            return payload
        raise Empty

    def get_table(self, exchange):
        try:
            table = loads(bytes_to_str(self._exchange_file(exchange).read_bytes()))
        except (FileNotFoundError, ValueError):
            return []
        return [filesystem.exchange_queue_t(*row) for row in table]

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._tables_locked():
            table = self.get_table(exchange)
            if row not in table:
                _publish(self._exchange_file(exchange), [row, *table])

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        super(filesystem.Channel, self)._delete(queue, exchange, routing_key, pattern, *args, **kwargs)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._tables_locked():
            table = self.get_table(exchange)
            if row in table:
                _publish(self._exchange_file(exchange), [other for other in table if other != row])

    @contextmanager
    def _tables_locked(self):
        with open(self.control_folder / "tables.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, client, **kwargs):
        make_folders(client.transport_options)
        super().__init__(client, **kwargs)
        # kombu shares what is bound among all connections of a process, whatever their folders are.
        self.state = virtual.BrokerState()


def _publish(path: Path, payload) -> None:
    """Write `payload` so that a reader sees the whole file or none."""
    aside = path.with_name(f".{uuid.uuid4().hex}.tmp")
    aside.write_bytes(str_to_bytes(dumps(payload)))
    os.replace(aside, path)
