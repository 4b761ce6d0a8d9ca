#!/usr/bin/env python3
"""Measures what a running Rollcall costs the attendance system that it watches.

One writer in rollback mode with sqlite3's default timeout of five seconds inserts attendance rows as fast as it can,
in turns into two databases of the same shape: one that a running Rollcall watches, and one that nobody watches. Both
have the same disk, the same process and the same minute, so the difference between them is Rollcall. Prints the times
of the commits for both, the ratio of their 99th percentiles, how often the database was locked, and what files lie
beside the watched database at the end. Standard library only.

Rows are really written: give it a folder of its own. Start Rollcall with ROLLCALL_DATABASE=FOLDER/watched.db.
"""

import argparse
import hashlib
import math
import os
import sqlite3
import statistics
import sys
import time
from datetime import datetime

SCHEMA = """
CREATE TABLE IF NOT EXISTS attendance (
  id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT NOT NULL, timestamp TEXT NOT NULL, photo_path TEXT,
  qr_data TEXT, scan_type TEXT, status TEXT, synced INTEGER DEFAULT 0, sync_timestamp TEXT, cloud_record_id TEXT);
CREATE TABLE IF NOT EXISTS sync_queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT, record_id INTEGER, data TEXT, created_at TEXT,
  retry_count INTEGER DEFAULT 0, last_attempt TEXT, error_message TEXT, priority INTEGER DEFAULT 0);
"""
NAMES = ("watched", "alone")


class Station:
    """One database and the times of its commits."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name + ".db")
        self.connection = sqlite3.connect(self.path)  # the default timeout, as the attendance system has it
        self.connection.executescript(SCHEMA)
        self.connection.commit()
        self.times = []
        self.locked = 0
        self.rows = 0

    def write_until(self, end, counts):
        while time.perf_counter() < end:
            begun = time.perf_counter()
            try:
                self.connection.execute(
                    "INSERT INTO attendance (student_id, timestamp, qr_data, scan_type, status) VALUES (?, ?, ?, ?, ?)",
                    (f"H{self.rows:07d}", datetime.now().strftime("%Y-%m-%d %H:%M:%S"), "qr", "time_in", "present"))
                self.connection.commit()
            except sqlite3.OperationalError as problem:
                if "locked" not in str(problem):
                    raise
                self.connection.rollback()
                self.locked += 1
                continue
            self.rows += 1
            if counts:
                self.times.append((time.perf_counter() - begun) * 1000)


def at_share(values, share):
    """The nearest-rank percentile of sorted values."""
    return values[max(0, math.ceil(share * len(values)) - 1)]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") \
            else hashlib.sha256(file.read()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where watched.db and alone.db are made")
    parser.add_argument("--seconds", type=float, default=60, help="of writing into each database (%(default)s)")
    parser.add_argument("--turn", type=float, default=1, help="seconds before the other one's turn (%(default)s)")
    parser.add_argument("--idle", type=float, default=5, help="seconds at the end in which nothing may change (%(default)s)")
    options = parser.parse_args()

    os.makedirs(options.folder, exist_ok=True)
    if any(os.path.exists(os.path.join(options.folder, name + ".db")) for name in NAMES):
        sys.exit("bench_harm: the folder has such databases already; it writes only into its own")
    stations = [Station(options.folder, name) for name in NAMES]
    time.sleep(2)  # Rollcall finds the file
    for station in stations:
        station.write_until(time.perf_counter() + options.turn, counts=False)
    for number in range(2 * math.ceil(options.seconds / options.turn)):
        stations[number % 2].write_until(time.perf_counter() + options.turn, counts=True)

    for name, station in zip(NAMES, stations):
        times = sorted(station.times)
        print(f"{name:8} {len(times):8,} commits, median {statistics.median(times):.3f} ms, "
              f"p99 {at_share(times, 0.99):.3f} ms, p99.9 {at_share(times, 0.999):.3f} ms, worst {times[-1]:.1f} ms, "
              f"locked {station.locked} times")
        station.connection.close()
    ratios = [at_share(sorted(stations[0].times), share) / at_share(sorted(stations[1].times), share)
              for share in (0.5, 0.99, 0.999)]
    print("watched / alone: median {:.2f}, p99 {:.2f}, p99.9 {:.2f}".format(*ratios))
    before = digest(stations[0].path)
    time.sleep(options.idle)
    files = sorted(name for name in os.listdir(options.folder) if name.startswith("watched"))
    print(f"idle for {options.idle:g} s: hash {'unchanged' if digest(stations[0].path) == before else 'CHANGED'}, "
          f"files {', '.join(files)}")
    sys.exit(1 if stations[0].locked or files != ["watched.db"] else 0)


if __name__ == "__main__":
    main()
