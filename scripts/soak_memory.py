#!/usr/bin/env python3
"""Holds Rollcall under load for a while in the small heap that it starts with, and says whether anything grows (F24).

Starts Rollcall from this checkout on a data folder and a port of its own, opens --clients streams, reports --rate events a
second, and notes once a minute what the process has: resident memory, what the heap holds, threads and open files. Before the
end the streams are closed, --attempts streams are opened and left one after the other, and the counts are taken again.

Exit status 0: after a third of the time, in which every stream has ended once and come again, neither files nor memory have
grown; without the streams there are no more threads than at the first note; and every stream had every event. 1: not so. 2: it
could not be run. Standard library only.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import secrets
import statistics
import time
import urllib.request

from soak_report import Server, fail, free_port, kill_all, new_folder, verdict

EVENT = re.compile(rb'"number":(\d+)')


def login(user, password):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


class Reader:
    """A browser with one stream, which comes back when it ends, and checks that each event comes, once and in order."""

    def __init__(self):
        self.seen, self.faults, self.streams = 0, 0, 0
        self.id, self.writer, self.closed = "", None, False

    async def run(self, port, authorization):
        while not self.closed:
            reader, self.writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
            self.streams += 1
            last = "Last-Event-ID: %s\r\n" % self.id if self.id else ""
            # Not chunked, and so without a chunk's border in the middle of an event.
            self.writer.write(("GET /api/stream?view=fleet&types=scan HTTP/1.0\r\nHost: x\r\nAuthorization: %s\r\n%s\r\n"
                               % (authorization, last)).encode())
            try:
                while True:
                    line = await reader.readline()
                    if not line:
                        break
                    self.take(line)
            except ConnectionError:
                pass  # closed by ourselves, or by the server: the next turn tells
            self.writer.close()

    def take(self, line):
        if line.startswith(b"id: "):
            self.id = line[4:].decode().strip()
        elif line.startswith(b'data: {"type":"event"'):
            found = EVENT.search(line)
            number = int(found.group(1)) if found else -1
            self.faults += number != self.seen + 1
            self.seen = number

    def close(self):
        self.closed = True
        if self.writer is not None:
            self.writer.transport.abort()


async def report(port, authorization, rate, state):
    """Reports over one kept connection, at an even pace."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    while not state["done"]:
        state["sent"] += 1
        body = json.dumps({"type": "scan", "message": "Attendance recorded: 2021001",
                           "data": {"student_id": "2021001", "record_id": state["sent"], "number": state["sent"]}}).encode()
        writer.write(("POST /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: application/json\r\n"
                      "Content-Length: %d\r\n\r\n" % (authorization, len(body))).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head).group(1)))
        if not head.startswith(b"HTTP/1.1 200"):
            fail("an event was answered with " + head.split(b"\r\n")[0].decode())
        await asyncio.sleep(max(0.0, began + state["sent"] / rate - time.monotonic()))
    writer.close()


def figure(server, name):
    request = urllib.request.Request(server.url + "/metrics", headers={"Authorization": login("admin", server.password)})
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read().decode()
    return sum(float(value) for value in re.findall(r"(?m)^%s(?:\{[^}]*\})? (\S+)$" % name, text))


def note(server):
    """What the process has now."""
    pid = server.process.pid
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        words = dict(line.split(":", 1) for line in status)
    return {"resident_kb": int(words["VmRSS"].split()[0]), "threads": int(words["Threads"]),
            "files": len(os.listdir("/proc/%d/fd" % pid)), "streams": int(figure(server, "rollcall_stream_clients"))}


async def attempts(port, authorization, number):
    for _ in range(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(("GET /api/stream HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n\r\n" % authorization).encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()


async def until_quiet(server, most=120):
    """Until the server has noticed that nobody listens any more."""
    for _ in range(most):
        found = note(server)
        if not found["streams"]:
            break
        await asyncio.sleep(1)
    await asyncio.sleep(65)  # idle threads of the pool end after a minute
    return note(server)


async def load(server, port, given, notes):
    admin, station = login("admin", server.password), login("station", server.environment["ROLLCALL_STATION_PASSWORD"])
    readers = [Reader() for _ in range(given.clients)]
    streams = []
    for reader in readers:
        streams.append(asyncio.ensure_future(reader.run(port, admin)))
        await asyncio.sleep(0.01)
    await asyncio.sleep(2)
    state = {"sent": 0, "done": False}
    reporting = asyncio.ensure_future(report(port, station, given.rate, state))
    for minute in range(1, given.minutes + 1):
        await asyncio.sleep(60)
        server.check()
        notes.append(note(server))
        print("%s minute %d, %d events: %s" % (time.strftime("%H:%M:%S"), minute, state["sent"], notes[-1]), flush=True)
    state["done"] = True
    await reporting
    await asyncio.sleep(2)
    faults = ["%d events were missing, doubled or out of order at one stream" % r.faults for r in readers if r.faults]
    behind = sum(1 for r in readers if r.seen != state["sent"])
    if behind:
        faults.append("%d browsers had not had the last event" % behind)
    print("%d browsers, %d streams; %d events to each" % (len(readers), sum(r.streams for r in readers), state["sent"]))
    for reader in readers:
        reader.close()
    await asyncio.gather(*streams, return_exceptions=True)
    before = await until_quiet(server)
    if before["threads"] > notes[0]["threads"] + 2:
        faults.append("%d threads are left of %d at first" % (before["threads"], notes[0]["threads"]))
    began = time.monotonic()
    await attempts(port, admin, given.attempts)
    print("%d streams opened and left in %.0f s" % (given.attempts, time.monotonic() - began), flush=True)
    after = await until_quiet(server)
    print("before them %s, after them %s" % (before, after))
    if after["streams"] or after["files"] > before["files"] + 5 or after["threads"] > before["threads"] + 2:
        faults.append("the attempts have left something")
    return faults


def growth(notes):
    """Faults of the notes: the last half of what comes after the warm-up beside the first."""
    settled = notes[len(notes) // 3:]
    half = max(1, len(settled) // 2)
    faults = []
    for name, most in (("resident_kb", 1.05), ("threads", None), ("files", 1.05)):  # threads come and go with requests
        first = statistics.median(row[name] for row in settled[:half])
        last = statistics.median(row[name] for row in settled[-half:])
        print("%s: median of the first half %d, of the last %d, most %d" % (name, first, last, max(r[name] for r in settled)))
        if most is not None and last > first * most:
            faults.append("%s has grown from %d to %d" % (name, first, last))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="a new folder for everything; it stays")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50, help="events a second")
    parser.add_argument("--attempts", type=int, default=10000)
    given = parser.parse_args()
    folder = new_folder(given.folder)
    port = free_port()
    server = Server(folder, port)
    server.environment["ROLLCALL_STATION_PASSWORD"] = secrets.token_hex(20)
    server.start()
    notes = []
    try:
        server.await_ready()
        faults = asyncio.run(load(server, port, given, notes)) + growth(notes)
    finally:
        kill_all(server)
    verdict(faults)


if __name__ == "__main__":
    main()
