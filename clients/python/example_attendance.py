"""A small attendance system, written against the calls of the old monitor: scan, photo, sync, SMS, and component states.

    python3 clients/python/example_attendance.py [--scans 20] [--pause 1.0]

It only plays: camera, cloud and SMS are dice. What it reports is real.
"""

import argparse
import random
import time

try:
    from src.utils.realtime_monitor import get_monitor  # where the old system had it
except ImportError:
    from realtime_monitor import get_monitor


class Gate:
    def __init__(self, monitor, dice):
        self.monitor = monitor
        self.dice = dice
        self.queued = []

    def scan(self, record_id, student_id, phone):
        """One student passes."""
        scan_type = "time_in" if time.localtime().tm_hour < 12 else "time_out"
        self.monitor.log_event(
            "scan",
            "Attendance recorded: " + student_id,
            {"student_id": student_id, "record_id": record_id, "scan_type": scan_type, "status": "present"},
        )
        self.photograph(student_id)
        self.sync(record_id, student_id)
        self.text(student_id, phone)

    def photograph(self, student_id):
        if self.dice.random() < 0.03:
            self.monitor.log_event("error", "Photo failed: " + student_id, {"student_id": student_id, "error": "no frame"})
            self.monitor.update_system_state("camera", "error", "no frame")
            return
        path = "photos/{}.jpg".format(student_id)
        size = self.dice.randint(40, 90)
        self.monitor.log_event("photo", "Photo saved: " + student_id, {"student_id": student_id, "filepath": path, "size_kb": size})
        self.monitor.update_system_state("camera", "online", "640x480")

    def sync(self, record_id, student_id):
        data = {"record_id": record_id, "student_id": student_id}
        if self.dice.random() < 0.1:
            self.queued.append(data)
            self.monitor.log_event("warning", "Cloud sync queued: " + student_id, data)
            self.monitor.update_system_state("cloud", "offline", "No connectivity")
            return
        for waiting in self.queued + [data]:
            self.monitor.log_event("sync", "Cloud sync successful: " + waiting["student_id"], waiting)
        self.queued = []
        self.monitor.update_system_state("cloud", "online")

    def text(self, student_id, phone):
        data = {"student_id": student_id, "phone": phone}
        if self.dice.random() < 0.05:
            self.monitor.log_event("error", "SMS failed: " + student_id, data)
            self.monitor.update_system_state("sms", "error", "modem does not answer")
        else:
            self.monitor.log_event("sms", "SMS sent: " + student_id, data)
            self.monitor.update_system_state("sms", "online")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two scans")
    options = parser.parse_args()
    monitor = get_monitor(db_path="data/attendance.db")
    monitor.start()
    gate = Gate(monitor, random.Random())
    first = int(time.time())
    try:
        for number in range(options.scans):
            gate.scan(first + number, "2021{:03d}".format(number % 500 + 1), "+63917{:07d}".format(number))
            time.sleep(options.pause)
        monitor.log_event("custom", "Backup finished", {"operation": "backup", "duration": 5.2, "status": "success"})
    except KeyboardInterrupt:
        pass
    monitor.stop()
    print(monitor.client_status())


if __name__ == "__main__":
    main()
