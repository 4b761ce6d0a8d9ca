#!/usr/bin/env python3
"""Lets many simulated stations report for a while, kills what can be killed, and audits what is stored.

Starts Rollcall from this checkout on a data folder and a port of its own, and scripts/start_attendance.sh with --stations
through a proxy of its own. Meanwhile, by chance: kill -9 of the server and of the stations' process, an ordinary stop of
each, a line that is cut and one that hangs. At the end everything is brought up, the spools are drained, and each
station's ledger (what it handed over, written before) is compared with what the server has stored:

* nothing is stored twice, nothing that was never handed over, and each station's events in their order;
* all that a client said is safe (kept) is stored, and so is everything of a client that ended in the ordinary way;
* what is missing was handed over last before a kill -9 of the stations, at most --window seconds before it.

Exit status 0: all of this holds. 1: it does not, and which. 2: it could not be run. Standard library only.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SCRIPTS = os.path.dirname(os.path.abspath(__file__))


def fail(words):
    print("soak_report: " + words, file=sys.stderr)
    sys.exit(2)


def new_folder(given):
    folder = os.path.abspath(given)
    try:
        os.makedirs(folder)
    except FileExistsError:
        fail("%s is there already; a soak needs a new folder" % folder)
    return folder


def kill_all(*programs):
    for program in programs:
        if program.process is not None and program.process.poll() is None:
            program.process.kill()


def verdict(faults):
    """Prints them and ends with 0 if there are none."""
    for fault in faults:
        print("FAULT " + fault)
    print("%d faults" % len(faults))
    sys.exit(1 if faults else 0)


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def script(name):
    return os.path.join(SCRIPTS, name)


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLCALL_")}
    return dict(kept, **more)


class Program:
    """A program of ours that is started and killed again and again."""

    def __init__(self, command, environment, log):
        self.command, self.environment, self.log = command, environment, log
        self.process = None
        self.kills = []  # seconds since 1970

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self):
        self.kills.append(time.time())
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            fail("%s did not end within 60 s of SIGTERM" % self.command[0])

    def check(self):
        if self.process.poll() is not None:
            fail("%s ended by itself with %s (log: %s)" % (self.command[0], self.process.returncode, self.log))


class Server(Program):
    def __init__(self, folder, port):
        self.url = "http://127.0.0.1:%d" % port
        self.password = secrets.token_hex(20)
        self.data = os.path.join(folder, "server")
        super().__init__([script("start_monitor.sh"), str(port)], clean_environment(
            ROLLCALL_DATA=self.data, ROLLCALL_ADMIN_PASSWORD=self.password), os.path.join(folder, "server.log"))

    def await_ready(self, seconds=600):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check()
            try:
                urllib.request.urlopen(self.url + "/readyz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        fail("the server is not ready after %d s (log: %s)" % (seconds, self.log))

    def events(self):
        """Every stored event, oldest first."""
        request = urllib.request.Request(self.url + "/api/export?format=ndjson")
        login = base64.b64encode(("admin:" + self.password).encode()).decode()
        request.add_header("Authorization", "Basic " + login)
        with urllib.request.urlopen(request, timeout=600) as answer:
            for line in answer:
                yield json.loads(line)


class Line:
    """The network between the stations and the server: a proxy that can be cut, and can hang."""

    def __init__(self, target):
        self.target = target
        self.port = None
        self.loop = asyncio.new_event_loop()
        self.open = True
        self.writers = set()
        began = threading.Event()
        threading.Thread(target=self._run, args=(began,), daemon=True).start()
        if not began.wait(10):
            fail("the proxy did not start")

    def _run(self, began):
        asyncio.set_event_loop(self.loop)
        self.flows = asyncio.Event()
        self.flows.set()
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=500))
        self.port = server.sockets[0].getsockname()[1]
        began.set()
        self.loop.run_forever()

    async def _serve(self, reader, writer):
        if not self.open:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        both = (writer, there_writer)
        self.writers.update(both)
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        for one in both:
            one.transport.abort()
        self.writers.difference_update(both)

    async def _pump(self, reader, writer):
        try:
            while True:
                piece = await reader.read(65536)
                await self.flows.wait()
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()

    def cut(self):
        def do():
            self.open = False
            for writer in list(self.writers):
                writer.transport.abort()
        self.loop.call_soon_threadsafe(do)

    def hang(self):
        self.loop.call_soon_threadsafe(self.flows.clear)

    def mend(self):
        def do():
            self.open = True
            self.flows.set()
        self.loop.call_soon_threadsafe(do)


def make_logins(folder, server, stations):
    """A login for each station; where they are written as lines name,password."""
    logins, registry = os.path.join(folder, "logins.csv"), os.path.join(folder, "stations.csv")
    subprocess.run([script("start_attendance.sh"), "--stations", str(stations), "--stations-csv", registry], check=True,
                   env=server.environment)
    with open(os.path.join(folder, "logins.log"), "wb") as log:
        if os.path.exists(script("stations.sh")):
            subprocess.run([script("stations.sh"), "import", registry, "--logins", logins], check=True,
                           env=server.environment, stdout=log, stderr=log)
            return logins
        with open(registry, encoding="utf-8") as rows, open(logins, "w", encoding="utf-8") as out:
            os.chmod(logins, 0o600)
            for row in list(rows)[1:]:
                name, password = row.split(",")[0], secrets.token_hex(20)
                subprocess.run([script("users.sh"), "add", name, "--role", "station", "--password-stdin"], check=True,
                               env=server.environment, input=password.encode() + b"\n", stdout=log, stderr=log)
                out.write("%s,%s\n" % (name, password))
    return logins


def trouble(minutes, chance, server, fleet, line):
    """Does harm by chance until the time is over; how often it did which."""
    end = time.monotonic() + 60 * minutes
    done = {}

    def sleep(seconds):
        time.sleep(max(0.0, min(seconds, end - time.monotonic())))

    def server_killed():
        server.kill()
        sleep(chance.uniform(1, 12))
        server.start()
        server.await_ready()

    def server_stopped():
        server.stop()
        sleep(chance.uniform(0, 5))
        server.start()
        server.await_ready()

    def stations_killed():
        fleet.kill()
        sleep(chance.uniform(0, 8))
        fleet.start()

    def stations_stopped():
        fleet.stop()
        sleep(chance.uniform(0, 5))
        fleet.start()

    def all_killed():
        fleet.kill()
        server.kill()
        server.start()
        fleet.start()
        server.await_ready()

    def line_cut():
        line.cut()
        sleep(chance.uniform(2, 30))
        line.mend()

    def line_hangs():
        line.hang()
        sleep(chance.uniform(2, 30))
        line.mend()

    deeds = [server_killed, server_killed, stations_killed, stations_killed, line_cut, line_hangs, server_stopped,
             stations_stopped, all_killed]
    order = []
    while True:
        sleep(chance.uniform(8, 25))
        server.check()
        fleet.check()
        if time.monotonic() >= end:
            return done
        if not order:  # each comes before any comes again
            order = chance.sample(deeds, len(deeds))
        deed = order.pop()
        done[deed.__name__] = done.get(deed.__name__, 0) + 1
        print("%s %s" % (time.strftime("%H:%M:%S"), deed.__name__.replace("_", " ")), flush=True)
        deed()


class Run:
    """One client's life in a ledger."""

    def __init__(self, first):
        self.first, self.events, self.kept, self.end = first, {}, first - 1, None


def ledger(path):
    runs = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if not line.endswith("\n") or not words:
                continue  # torn by a kill: what it is about was not yet done
            if words[0] == "run":
                runs.append(Run(int(words[1])))
            elif words[0] == "e":
                runs[-1].events[int(words[1])] = int(words[2]) / 1000
            elif words[0] == "kept":
                runs[-1].kept = max(runs[-1].kept, int(words[1]))
            elif words[0] == "end":
                runs[-1].end = [int(word) for word in words[1:]]
    return runs


def audit_station(name, runs, stored, kills, window):
    """A row of the table, and the faults."""
    faults = []
    twice = len(stored) - len(set(stored))
    if twice:
        faults.append("%s: %d events are stored twice" % (name, twice))
    disorder = sum(1 for before, after in zip(stored, stored[1:]) if after < before)
    if disorder:
        faults.append("%s: the order is broken at %d places" % (name, disorder))
    has, handed, lost, longest = set(stored), 0, 0, 0.0
    known = set()
    for run in runs:
        known.update(run.events)
        handed += len(run.events)
        missing = sorted(set(run.events) - has)
        if run.end is not None and (run.end[1] or run.end[2]):
            faults.append("%s: %d events were dropped and %d refused" % (name, run.end[1], run.end[2]))
        if not missing:
            continue
        lost += len(missing)
        if run.end is not None:
            faults.append("%s: %d events are missing of a client that ended in the ordinary way" % (name, len(missing)))
            continue
        if missing[0] <= run.kept:
            faults.append("%s: event %d is missing, and was said to be safe up to %d" % (name, missing[0], run.kept))
        if missing[0] < max(has & set(run.events), default=0):
            faults.append("%s: event %d is missing, and a later one of the same client is not" % (name, missing[0]))
        handed_at = run.events[missing[0]]
        killed = min((kill for kill in kills if kill >= max(run.events.values()) - 0.5), default=None)
        if killed is None:
            faults.append("%s: event %d is missing, and nobody was killed after it" % (name, missing[0]))
        else:
            longest = max(longest, killed - handed_at)
            if killed - handed_at > window:
                faults.append("%s: event %d is missing, handed over %.1f s before the kill" % (
                    name, missing[0], killed - handed_at))
    if has - known:
        faults.append("%s: %d stored events were never handed over" % (name, len(has - known)))
    return (name, len(runs), handed, len(has), lost, longest, twice, disorder), faults


def audit(folder, server, kills, window):
    stored = {}
    for event in server.events():
        number = event["data"].get("number")
        if number is not None:
            stored.setdefault(event["station"], []).append(number)
    rows, faults = [], []
    stations = os.path.join(folder, "stations")
    for name in sorted(os.listdir(stations)):
        row, more = audit_station(name, ledger(os.path.join(stations, name, "ledger")), stored.pop(name, []), kills, window)
        rows.append(row)
        faults += more
    faults += ["%s: events of a station that has no ledger" % name for name in stored]
    head = "%-14s %5s %12s %8s %15s %15s %6s %13s"
    print(head % ("station", "runs", "handed over", "stored", "lost by a kill", "longest before", "twice", "out of order"))
    for row in rows:
        print("%-14s %5d %12d %8d %15d %13.2f s %6d %13d" % row)
    sums = [sum(row[column] for row in rows) for column in (1, 2, 3, 4)]
    print("%-14s %5d %12d %8d %15d %13.2f s %6d %13d" % ("all", *sums, max(row[5] for row in rows),
                                                         sum(row[6] for row in rows), sum(row[7] for row in rows)))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="a new folder for everything; it stays")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--stations", type=int, default=50)
    parser.add_argument("--rate", default="12", help="scans a minute at each station; each brings a photo, a sync and an SMS")
    parser.add_argument("--port", type=int, help="of the server; a free one by default")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 30))
    parser.add_argument("--window", type=float, default=5.0, help="most seconds before a kill in which what is lost was said")
    given = parser.parse_args()
    folder = new_folder(given.folder)
    port = given.port or free_port()
    server = Server(folder, port)
    line = Line(port)
    fleet = Program([script("start_attendance.sh"), "--stations", str(given.stations), "--report",
                     "http://127.0.0.1:%d" % line.port, "--logins", os.path.join(folder, "logins.csv"), "--rate", given.rate,
                     "--folder", os.path.join(folder, "stations")], clean_environment(), os.path.join(folder, "stations.log"))
    print("seed %d; everything is in %s" % (given.seed, folder), flush=True)
    server.start()
    try:
        server.await_ready()
        make_logins(folder, server, given.stations)
        time.sleep(5)  # in which the server notices the logins
        fleet.start()
        done = trouble(given.minutes, random.Random(given.seed), server, fleet, line)
        line.mend()
        fleet.stop()
        drained = subprocess.run(fleet.command + ["--drain", "on"], env=fleet.environment, timeout=900).returncode
        print("%.1f minutes with %d stations: %s" % (given.minutes, given.stations, ", ".join(
            "%s %d" % (name.replace("_", " "), number) for name, number in sorted(done.items()))))
        faults = audit(folder, server, fleet.kills, given.window)
        if drained:
            faults.append("the spools could not be drained")
    finally:
        kill_all(fleet, server)
    verdict(faults)


if __name__ == "__main__":
    main()
