#!/usr/bin/env python3
"""Compares the stream with nchan and with the limit of the machine, in turns, and prints medians as a table.

  scripts/bench_stream.py FOLDER URL PID [--rounds 3] [--seconds 4] [--cells 1000x100,...] [--skip nchan,limit]

FOLDER has the load generator and the peers: run_fanout.sh, limit.c and peers/nchan/start.sh (nginx and its module nchan
are needed: apt-get install nginx libnginx-mod-nchan). URL and PID are a running server's, whose passwords are in
ROLLCALL_VIEWER_PASSWORD and ROLLCALL_STATION_PASSWORD and whose ROLLCALL_STREAM_CLIENTS is large enough.
All take their turn in each round of a cell, because the machine is never the same twice. In the cell "saturation"
Rollcall's events come in arrays of 50, by scripts/bench.sh --stream; everywhere else the generator is the same for all.
What is built and started is put into target/bench and ended again. Docs: docs/bench/stream.md.
"""

import argparse
import base64
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench" / "peers"
CELLS = ["saturation", "5000x100", "1000x100", "1000x10", "100x100", "1x100"]
BODY = '{"type":"scan","message":"bench","data":{"n":%N,"t":%T,"pad":"%P"}}'
PORTS = {"limit": 9100, "pending": 9101, "nchan": 9110}
NAMES = {"rollcall": "Rollcall", "nchan": "nchan", "limit": "limit, one write each", "pending": "limit, pending"}


def fail(text):
    sys.exit("bench_stream: " + text)


def login(name, variable):
    password = os.environ.get(variable) or fail(variable + " is not set")
    return "Authorization: Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def fanout(folder, peer, pid, urls, more, clients, rate, seconds):
    """One run of the generator; its figures, or None when it printed none."""
    command = ["bash", str(folder / "run_fanout.sh"), "-l", peer, "-p", str(pid), "-k", "1", "-m", "-t", str(seconds)]
    command += more + ["-n", str(clients)]
    if rate == "sat":
        command += ["-r", "", "-n", "", "-x", "4000", "-X", str(clients)]
    else:
        command += ["-r", str(rate), "-x", "0"]
    environment = dict(os.environ, SSE_BUILD_DIR=str(WORK))
    done = subprocess.run(command + urls, env=environment, capture_output=True, text=True, check=False)
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    if not rows:
        print(done.stderr.strip()[:300], file=sys.stderr)
        return None
    fields = [field.strip() for field in rows[-1].strip("|").split("|")]
    return dict(rate=float(fields[3]), lost=int(fields[4]) + int(fields[5]), p50=float(fields[6]),
                p99=float(fields[7]), cpu=float(fields[9]))


def own_saturation(url, pid):
    command = [str(ROOT / "scripts" / "bench.sh"), "--stream", "--url", url, "--pid", str(pid), "--rounds", "1",
               "--warm", "0", "saturation"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [line for line in done.stdout.splitlines() if "saturation" in line]
    if not rows:
        print(done.stderr.strip()[:300], file=sys.stderr)
        return None
    fields = [field.strip().replace(",", "") for field in re.split(r"\|", rows[-1].strip("|"))]
    return dict(rate=float(fields[1]), lost=int(fields[2]) + int(fields[3]), p50=float(fields[4]),
                p99=float(fields[5]), cpu=float(fields[7]))


def start_limit(folder, peer):
    program = WORK / "limit"
    subprocess.run(["cc", "-O2", "-o", str(program), str(folder / "limit.c")], check=True)
    kind = "write" if peer == "limit" else "coalesce"
    return subprocess.Popen([str(program), str(PORTS[peer]), kind])


def start_nchan(folder):
    environment = dict(os.environ, TMPDIR=str(WORK), PATH=os.environ["PATH"] + ":/usr/sbin")
    done = subprocess.run(["bash", str(folder / "peers" / "nchan" / "start.sh"), str(PORTS["nchan"]), "1"],
                          env=environment, capture_output=True, text=True, check=False)
    pid = done.stdout.strip()
    if not pid:
        fail("nchan did not start: " + done.stderr.strip()[:300])
    return pid


def stop_nchan():
    file = WORK / f"nchan-{PORTS['nchan']}" / "nginx.pid"
    if file.exists():
        os.kill(int(file.read_text()), signal.SIGTERM)


def measure(arguments, cells, peers, pids):
    folder = arguments.folder
    ours = ["-S", login("viewer", "ROLLCALL_VIEWER_PASSWORD"), "-P", login("station", "ROLLCALL_STATION_PASSWORD"),
            "-T", "application/json", "-B", BODY]
    print("| clients, events a second | | deliveries/s | lost or wrong | p50 ms | p99 ms | CPU-s/M |")
    print("|---|---|---|---|---|---|---|")
    for cell in cells:
        clients, rate = ("1000", "sat") if cell == "saturation" else cell.split("x")
        taken = {peer: [] for peer in peers}
        for _ in range(arguments.rounds):
            for peer in peers:
                if peer == "rollcall" and rate == "sat":
                    figures = own_saturation(arguments.url, arguments.pid)
                elif peer == "rollcall":
                    urls = [arguments.url + "/api/stream?view=fleet&types=scan", arguments.url + "/api/events"]
                    figures = fanout(folder, peer, arguments.pid, urls, ours, clients, rate, arguments.seconds)
                else:
                    base = f"http://127.0.0.1:{PORTS[peer]}"
                    urls = [base + "/sub", base + "/pub"] if peer == "nchan" else [base + "/s", base + "/p"]
                    figures = fanout(folder, peer, pids[peer], urls, [], clients, rate, arguments.seconds)
                if figures:
                    taken[peer].append(figures)
        for peer in peers:
            runs = taken[peer]
            if runs:
                middle = {key: statistics.median_low([run[key] for run in runs]) for key in runs[0]}
                print(f"| {cell} | {NAMES[peer]} | {middle['rate']:,.0f} | {sum(run['lost'] for run in runs)} |"
                      f" {middle['p50']:.1f} | {middle['p99']:.1f} | {middle['cpu']:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("url", type=lambda text: text.rstrip("/"))
    parser.add_argument("pid", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--cells", default=",".join(CELLS))
    parser.add_argument("--skip", default="")
    arguments = parser.parse_args()
    cells = arguments.cells.split(",")
    unknown = [cell for cell in cells if cell != "saturation" and not re.fullmatch(r"\d+x\d+", cell)]
    if unknown:
        fail("no such cell: " + unknown[0] + "; good: 1000x100")
    if not (arguments.folder / "run_fanout.sh").exists():
        fail(f"{arguments.folder} has no run_fanout.sh")
    WORK.mkdir(parents=True, exist_ok=True)
    peers = [peer for peer in NAMES if peer not in arguments.skip.split(",")]
    started = []
    pids = {}
    try:
        for peer in peers:
            if peer in ("limit", "pending"):
                started.append(start_limit(arguments.folder, peer))
                pids[peer] = started[-1].pid
            elif peer == "nchan":
                pids[peer] = start_nchan(arguments.folder)
        time.sleep(1)
        measure(arguments, cells, peers, pids)
    finally:
        for process in started:
            process.terminate()
        stop_nchan()


if __name__ == "__main__":
    main()
