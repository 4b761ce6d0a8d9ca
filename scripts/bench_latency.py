#!/usr/bin/env python3
"""Measures the time from the commit of an attendance row to its frame on the stream.

Writes attendance rows into a database that a running Rollcall watches, as the attendance system would, and reads
/api/stream beside it. The clock starts when the commit has returned and stops when the whole frame was read. Standard
library only. The password of the viewer is taken from ROLLCALL_VIEWER_PASSWORD, never from an argument.

Rows are really written: give it a database of its own, never the school's.
"""

import argparse
import base64
import contextlib
import http.client
import json
import math
import os
import sqlite3
import statistics
import sys
import threading
import time
import urllib.parse
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

SCHEMA = """
CREATE TABLE IF NOT EXISTS attendance (
  id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT NOT NULL, timestamp TEXT NOT NULL, photo_path TEXT,
  qr_data TEXT, scan_type TEXT, status TEXT, synced INTEGER DEFAULT 0, sync_timestamp TEXT, cloud_record_id TEXT);
CREATE TABLE IF NOT EXISTS sync_queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT, record_id INTEGER, data TEXT, created_at TEXT,
  retry_count INTEGER DEFAULT 0, last_attempt TEXT, error_message TEXT, priority INTEGER DEFAULT 0);
"""


def fail(text):
    sys.exit(f"bench_latency: {text}")


class Reader(threading.Thread):
    """Reads the stream and notes when each scan of ours was there."""

    def __init__(self, url, user, password):
        super().__init__(daemon=True)
        parts = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(parts.hostname, parts.port, timeout=60)
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.connection.request(
            "GET", parts.path.rstrip("/") + "/api/stream",
            headers={"Authorization": "Basic " + token, "Accept": "text/event-stream"})
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            fail(f"the stream answers {self.answer.status} {self.answer.reason}")
        self.zone = None
        self.ready = threading.Event()  # the first snapshot has come
        self.seen = {}  # record id -> time of its frame
        self.doubled = 0

    def run(self):
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while line := self.answer.readline():
                if line.startswith(b"data:"):
                    self.take(time.perf_counter(), json.loads(line[5:]))

    def take(self, at, message):
        if message["type"] == "dashboard":
            self.zone = message["data"]["zone"]
            self.ready.set()
        elif message["type"] == "event" and message["data"]["type"] == "scan":
            record = message["data"]["data"].get("record_id")
            if record in self.seen:
                self.doubled += 1
            self.seen.setdefault(record, at)


def write(database, journal, rows, pause, zone):
    """Writes the rows one by one; returns (record id, time of the commit) of each."""
    written = []
    with contextlib.closing(sqlite3.connect(database, timeout=5)) as connection:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != journal:
            try:
                connection.execute(f"PRAGMA journal_mode = {journal}")
            except sqlite3.OperationalError as problem:  # nobody else may have the file open for this
                fail(f"the journal mode of {database} cannot be changed while it is watched: {problem}")
        connection.executescript(SCHEMA)
        begun = time.perf_counter()
        for number in range(rows):
            now = datetime.now(timezone.utc).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
            cursor = connection.execute(
                "INSERT INTO attendance (student_id, timestamp, qr_data, scan_type, status) VALUES (?, ?, ?, ?, ?)",
                (f"BENCH{number:05d}", now, f"BENCH{number:05d}", "time_in", "present"))
            connection.commit()
            written.append((cursor.lastrowid, time.perf_counter()))
            # by the clock, not by the last row: a slow commit must not make the rate lower
            time.sleep(max(0.0, begun + (number + 1) * pause - time.perf_counter()))
    return written


def at_share(values, share):
    """The nearest-rank percentile of sorted values."""
    return values[max(0, math.ceil(share * len(values)) - 1)]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", help="the file that the server watches (its ROLLCALL_DATABASE)")
    parser.add_argument("--url", default="http://127.0.0.1:8888", help="where the server is (%(default)s)")
    parser.add_argument("--user", default="viewer", help="a viewer (%(default)s)")
    parser.add_argument("--rows", type=int, default=500, help="rows that are measured (%(default)s)")
    parser.add_argument("--warm", type=int, default=50, help="rows before them that are not (%(default)s)")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two rows (%(default)s)")
    parser.add_argument("--rate", type=float, help="rows a second, instead of --pause")
    parser.add_argument("--journal", choices=["delete", "wal"], default="delete", help="journal mode (%(default)s)")
    parser.add_argument("--append", action="store_true", help="write into a database that is there already")
    options = parser.parse_args()

    password = os.environ.get("ROLLCALL_VIEWER_PASSWORD")
    if not password:
        fail("set ROLLCALL_VIEWER_PASSWORD")
    if options.rate is not None:
        if options.rate <= 0:
            fail("--rate is above 0")
        options.pause = 1 / options.rate
    if options.rows < 1 or options.warm < 0:
        fail("--rows is at least 1, --warm at least 0")
    if os.path.exists(options.database) and not options.append:
        fail(f"{options.database} is there already; --append writes into it (never do that to a school's database)")
    try:
        reader = Reader(options.url, options.user, password)
    except OSError as problem:
        fail(f"{options.url} does not answer: {problem}")
    reader.start()
    if not reader.ready.wait(10):
        fail("no snapshot came within 10 s")

    # A file that is new to the watcher is found at its next look; the rows that are not measured wait for that.
    warm = write(options.database, options.journal, options.warm, options.pause, reader.zone)
    wait_for(reader, warm)
    written = write(options.database, options.journal, options.rows, options.pause, reader.zone)
    wait_for(reader, written)

    missing = [record for record, _ in written if record not in reader.seen]
    took = sorted((reader.seen[record] - at) * 1000 for record, at in written if record in reader.seen)
    if not took:
        fail("no frame came; does the server watch this very file?")
    print(f"journal mode {options.journal}: {len(took)} of {len(written)} rows seen, {reader.doubled} doubled")
    print(f"commit to frame: median {statistics.median(took):.1f} ms, p99 {at_share(took, 0.99):.1f} ms, "
          f"worst {took[-1]:.1f} ms")
    sys.exit(1 if missing or reader.doubled else 0)


def wait_for(reader, written):
    ends = time.monotonic() + 15
    while time.monotonic() < ends and any(record not in reader.seen for record, _ in written):
        time.sleep(0.05)


if __name__ == "__main__":
    main()
