#!/usr/bin/env python3
"""Lets a Python attendance program that was written for the old monitor report through outages, and counts what arrived.

Lays the example program and the client out as an old system has them (src/utils/realtime_monitor.py), starts Rollcall from
this checkout on a data folder and a port of its own, and lets the program report one scan after another, each with a photo,
a sync, an SMS and component states. Meanwhile the server is killed (kill -9) and started again, then killed and away for
--outage seconds. At the end every scan and every event that the client handed over must be stored, each once.

Exit status 0: all of this holds. 1: it does not, and what. 2: it could not be run. Standard library only.
"""

import argparse
import ast
import collections
import os
import re
import shutil
import subprocess
import sys
import time

from soak_report import SCRIPTS, Program, Server, clean_environment, fail, free_port, kill_all, new_folder, verdict

CLIENT = os.path.join(os.path.dirname(SCRIPTS), "clients", "python")


def old_layout(folder):
    """The program where it always was, with only the one file put in the old one's place."""
    utils = os.path.join(folder, "src", "utils")
    os.makedirs(utils)
    for package in (os.path.join(folder, "src"), utils):
        open(os.path.join(package, "__init__.py"), "w").close()
    os.makedirs(os.path.join(folder, "data"))
    shutil.copy(os.path.join(CLIENT, "realtime_monitor.py"), utils)
    shutil.copy(os.path.join(CLIENT, "example_attendance.py"), folder)


def trouble(server, program, outage, calm):
    """A restart and a long outage, as long as the program runs."""
    for away in (10, outage):
        time.sleep(calm)
        program.check()
        print("%s kill -9 of the server, away for %d s" % (time.strftime("%H:%M:%S"), away), flush=True)
        server.kill()
        time.sleep(away)
        server.start()
        server.await_ready()
    print("%s the server is back" % time.strftime("%H:%M:%S"), flush=True)


def said(log):
    """What the client says of itself at its end."""
    with open(log, encoding="utf-8") as lines:
        words = [line for line in lines if re.match(r"\{.*\}$", line)]
    if not words:
        fail("the program did not say how it ended (log: %s)" % log)
    return ast.literal_eval(words[-1])


def audit(server, scans, log):
    status = said(log)
    kinds, records, ids = collections.Counter(), collections.Counter(), collections.Counter()
    for event in server.events():
        if event["station"] != "gate-1" or event.get("kind", "event") != "event":
            continue
        kinds[event["type"]] += 1
        ids[event["id"]] += 1
        if event["type"] == "scan":
            records[event["data"]["record_id"]] += 1
    print("stored: " + ", ".join("%d %s" % (number, kind) for kind, number in sorted(kinds.items())))
    print("the client: " + ", ".join("%s %s" % (name, value) for name, value in sorted(status.items())))
    faults = ["scan %s is stored %d times" % (record, times) for record, times in records.items() if times != 1]
    if len(records) != scans:
        faults.append("%d scans are stored, %d were made" % (len(records), scans))
    for name in ("in_memory", "spooled", "refused"):
        if status[name]:
            faults.append("the client has %s events %s" % (status[name], name.replace("_", " ")))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="a new folder for everything; it stays")
    parser.add_argument("--outage", type=int, default=300, help="seconds of the long outage")
    parser.add_argument("--calm", type=int, default=20, help="seconds before each kill, and after the last")
    given = parser.parse_args()
    folder = new_folder(given.folder)
    system = os.path.join(folder, "attendance")
    old_layout(system)
    scans = 3 * given.calm + given.outage + 60  # one a second, and more than the troubles last
    server = Server(folder, free_port())
    password = os.urandom(20).hex()
    server.environment["ROLLCALL_STATION_PASSWORD"] = os.urandom(20).hex()
    log = os.path.join(folder, "program.log")
    program = Program(
        [sys.executable, "example_attendance.py", "--scans", str(scans), "--pause", "1"],
        clean_environment(ROLLCALL_URL=server.url, ROLLCALL_USER="gate-1", **{"ROLLCALL_STATION_PASSWORD": password}), log)
    server.start()
    try:
        server.await_ready()
        subprocess.run([os.path.join(SCRIPTS, "users.sh"), "add", "gate-1", "--role", "station", "--password-stdin"],
                       check=True, env=server.environment, input=password.encode() + b"\n", stdout=subprocess.DEVNULL)
        time.sleep(5)  # in which the server notices the login
        os.chdir(system)
        program.start()
        trouble(server, program, given.outage, given.calm)
        if program.process.wait(scans * 2 + 120):
            fail("the program ended with %d (log: %s)" % (program.process.returncode, log))
        faults = audit(server, scans, log)
    finally:
        kill_all(program, server)
    verdict(faults)


if __name__ == "__main__":
    main()
