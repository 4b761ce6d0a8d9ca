"""What log_event costs its caller: 100,000 calls with nobody at the address.

    python3 clients/python/bench_log_event.py [--calls 100000]

Prints the microseconds of a call (median, 90, 99, 99.9 %, worst) and how the memory grew. The calls come without a pause,
which is the worst case: the spooler takes its share of the interpreter meanwhile.
"""

import argparse
import os
import platform
import tempfile
import time

from realtime_monitor import RealtimeMonitor


def resident_mib():
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=100_000)
    calls = parser.parse_args().calls
    with tempfile.TemporaryDirectory() as folder:
        monitor = RealtimeMonitor(url="http://127.0.0.1:9", password="nobody", spool=os.path.join(folder, "spool.db"))
        monitor.log_event("scan", "the first starts the threads")
        took = [0] * calls
        clock = time.perf_counter_ns
        before, began = resident_mib(), time.perf_counter()
        for number in range(calls):
            start = clock()
            monitor.log_event(
                "scan",
                "Attendance recorded: 2021001",
                {"student_id": "2021001", "record_id": number, "scan_type": "time_in", "status": "present"},
            )
            took[number] = clock() - start
        whole, after = time.perf_counter() - began, resident_mib()
        monitor.stop(30)
        took.sort()
        shares = [("median", 0.5), ("90 %", 0.9), ("99 %", 0.99), ("99.9 %", 0.999)]
        figures = ["{} {:.1f}".format(name, took[int(calls * share)] / 1000) for name, share in shares]
        print("Python {}, {} calls in {:.2f} s".format(platform.python_version(), calls, whole))
        print("microseconds a call: {}, worst {:.0f}".format(", ".join(figures), took[-1] / 1000))
        print("resident memory: {:.0f} MiB before, {:.0f} MiB after".format(before, after))


if __name__ == "__main__":
    main()
