#!/usr/bin/env python3
"""Measures exports of a large store, and what a backup costs those who commit meanwhile.

Starts Rollcall with a small heap on a new data folder, fills its store with a million events while it is stopped, and
takes all of them out in each format: time, bytes, and the server's memory beside it. Then commits one row after the
other into the store, as the server does, in turns with and without scripts/backup.sh beside it, and prints both. Fails
when an export does not have every event. Standard library only.
"""

import argparse
import base64
import json
import os
import secrets
import signal
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SCRIPTS = os.path.dirname(os.path.abspath(__file__))


class Server:
    def __init__(self, folder, port, heap):
        self.url = "http://127.0.0.1:%d" % port
        self.password = os.environ.get("ROLLCALL_ADMIN_PASSWORD") or secrets.token_hex(16)
        self.environment = dict(os.environ, ROLLCALL_DATA=folder, ROLLCALL_ADMIN_PASSWORD=self.password,
                                ROLLCALL_JAVA_OPTS="-Xmx%dm" % heap, ROLLCALL_STORE_DURABILITY="full")
        self.command = [os.path.join(SCRIPTS, "start_monitor.sh"), str(port)]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url + "/readyz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        sys.exit("bench_export: the server did not start")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def open(self, path):
        request = urllib.request.Request(self.url + path)
        login = "admin:" + self.password
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
        return urllib.request.urlopen(request, timeout=120)

    def rss(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def cpu(self):
        with open("/proc/%d/stat" % self.process.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rows(first, count):
    # Over 25 days, as a store of that size grows; those of today are counted at the start.
    now, step = int(time.time() * 1000), 25 * 86_400_000 / count
    for sequence in range(first, first + count):
        at = now - int((first + count - sequence) * step) if count > 1 else now
        number = 2021000 + sequence % 5000
        data = {"student_id": str(number), "record_id": sequence, "scan_type": "in", "status": "ok"}
        event = {"id": "1-%d" % sequence, "timestamp": "2026-11-23T07:12:08.123+08:00",
                 "received_at": "2026-11-23T07:12:08.140+08:00", "station": "gate-1", "type": "scan",
                 "message": "Attendance recorded: %d" % number, "data": data}
        yield (sequence, 1, "EVENT", "gate-1", "scan", at, "scan:%d" % sequence,
               json.dumps(event, separators=(",", ":")).encode())


INSERT = "INSERT INTO entry (sequence, epoch, kind, station, type, at, key, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def fill(store, count):
    with sqlite3.connect(store) as connection:
        first = connection.execute("SELECT coalesce(max(sequence), 0) + 1 FROM entry").fetchone()[0]
        connection.executemany(INSERT, rows(first, count))
    connection.close()


def export(server, form, expected):
    highest = [server.rss()]
    done = threading.Event()

    def watch():
        while not done.wait(0.1):
            highest[0] = max(highest[0], server.rss())

    watcher = threading.Thread(target=watch)
    watcher.start()
    before, cpu, begun = server.rss(), server.cpu(), time.perf_counter()
    size = lines = 0
    with server.open("/api/export?format=" + form) as answer:
        for chunk in iter(lambda: answer.read(1 << 16), b""):
            size += len(chunk)
            lines += chunk.count(b"\n")
    seconds = time.perf_counter() - begun
    done.set()
    watcher.join()
    events = lines - {"json": 2, "ndjson": 0, "csv": 1}[form]
    print("%-6s %d events, %.0f MB in %.1f s (%.0f events/s), CPU %.1f s, RSS before %.0f MiB, highest %.0f MiB" % (
        form, events, size / 1e6, seconds, events / seconds, server.cpu() - cpu, before, highest[0]), flush=True)
    if events < expected:
        sys.exit("bench_export: %d events are missing" % (expected - events))


def backup(folder, turns):
    connection = sqlite3.connect(os.path.join(folder, "monitor.db"), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    next_one = connection.execute("SELECT max(sequence) + 1 FROM entry").fetchone()[0]
    times = {"alone": [], "beside a backup": []}
    longest = 0.0
    for turn in range(turns * 2):
        name = "alone" if turn % 2 == 0 else "beside a backup"
        begun = time.perf_counter()
        process = None
        if turn % 2:
            target = os.path.join(folder, "bench_backup_%d.db" % turn)
            process = subprocess.Popen([os.path.join(SCRIPTS, "backup.sh"), target],
                                       env=dict(os.environ, ROLLCALL_DATA=folder), stdout=subprocess.DEVNULL)
        while (process.poll() is None) if process else (time.perf_counter() < begun + 8):
            row = next(rows(next_one, 1))
            commit = time.perf_counter()
            connection.execute(INSERT, row)
            times[name].append((time.perf_counter() - commit) * 1000)
            next_one += 1
            time.sleep(0.002)
        if process:
            longest = max(longest, time.perf_counter() - begun)
            if process.returncode:
                sys.exit("bench_export: the backup failed")
            os.remove(target)
            users = target[:-3] + ".users.xml"
            if os.path.exists(users):
                os.remove(users)
    connection.close()
    for name, taken in times.items():
        taken.sort()
        print("commit %s: %d, median %.2f ms, p99 %.2f ms, worst %.1f ms" % (
            name, len(taken), statistics.median(taken), taken[int(len(taken) * 0.99)], taken[-1]))
    print("a backup took at most %.1f s, the JVM's start included" % longest)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="a new data folder")
    parser.add_argument("--port", type=int, default=8890)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--heap", type=int, default=64, help="of the server, in MiB (64)")
    parser.add_argument("--turns", type=int, default=3, help="backups (3)")
    given = parser.parse_args()
    folder = os.path.abspath(given.folder)
    if os.path.exists(os.path.join(folder, "monitor.db")):
        sys.exit("bench_export: %s is in use; give a new folder" % folder)
    server = Server(folder, given.port, given.heap)
    server.start()
    server.stop()
    fill(os.path.join(folder, "monitor.db"), given.events)
    server.start()
    try:
        for form in ("ndjson", "json", "csv", "ndjson"):
            export(server, form, given.events)
    finally:
        server.stop()
    backup(folder, given.turns)


if __name__ == "__main__":
    main()
