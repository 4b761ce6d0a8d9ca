"""Reading calls and subscriptions: P57 to P59, with the server, without it, and without the role viewer."""

import json
import os
import socket
import threading
import time
import unittest

from support import ClientTest, realtime_monitor


def frame(kind, data, number=None):
    head = "id: 1-{}\n".format(number) if number else ""
    return (head + "data: " + json.dumps({"type": kind, "data": data}) + "\n\n").encode("utf-8")


class Reading(ClientTest):
    def test_the_server_answers_p57(self):
        monitor = self.monitor()
        monitor.log_event("scan", "one")
        self.assertTrue(monitor.flush())
        self.assertEqual(monitor.get_metrics()["scans_today"], 142)
        self.assertEqual(monitor.get_system_state(), {"status": "healthy"})
        self.assertEqual(monitor.get_dashboard_data()["metrics"], {"scans_today": 142})
        self.assertEqual([event["message"] for event in monitor.get_recent_events(5)], ["one"])
        self.assertEqual(monitor.get_recent_alerts()[0]["level"], "warning")

    def own_answers(self, monitor):
        monitor.update_system_state("camera", "online", "640x480")
        monitor.update_system_state("sms", "offline")
        for number in range(3):
            monitor.log_event("scan", "scan {} for 09171234567".format(number), {"phone": "09171234567"})
        monitor.log_event("sync", "Cloud sync successful")
        self.await_that(lambda: monitor.get_metrics()["last_sync"])
        metrics = monitor.get_metrics()
        self.assertEqual((metrics["scans_today"], metrics["scans_last_hour"], metrics["success_rate"]), (3, 3, 33.33))
        self.assertIsNone(metrics["queue_size"])
        state = monitor.get_system_state()
        self.assertEqual((state["status"], state["camera_details"], state["sms_status"]), ("degraded", "640x480", "offline"))
        events = monitor.get_recent_events(2)
        self.assertEqual([event["message"] for event in events], ["scan 2 for 09\u2022\u2022\u2022\u2022\u20224567", "Cloud sync successful"])
        self.assertEqual(monitor.get_recent_alerts(), [])
        dashboard = monitor.get_dashboard_data()
        self.assertEqual(set(dashboard), {"timestamp", "metrics", "system_state", "recent_events", "recent_alerts", "uptime"})

    def test_without_the_role_viewer_it_answers_with_what_it_knows(self):
        self.fake.viewer = False
        with self.assertLogs(realtime_monitor.logger, "WARNING") as log:
            self.own_answers(self.monitor())
        self.assertEqual(len([line for line in log.output if "role viewer" in line]), 1)

    def test_without_a_server_it_answers_with_what_it_knows(self):
        self.fake.stop()
        self.own_answers(self.monitor())

    def test_a_bad_address_is_said_and_harms_nobody(self):
        with self.assertLogs(realtime_monitor.logger, "ERROR") as log:
            monitor = self.monitor(url="school.example:8888")
            monitor.start()
            self.own_answers(monitor)
        self.assertIn("ROLLCALL_URL", "".join(log.output))

    def test_a_server_that_hangs_costs_two_seconds_once(self):
        silent = socket.socket()
        self.addCleanup(silent.close)
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        monitor = self.monitor(url="http://127.0.0.1:{}".format(silent.getsockname()[1]))
        began = time.monotonic()
        for _ in range(20):
            monitor.get_metrics()
        self.assertLess(time.monotonic() - began, 4)

    def test_an_answer_of_another_kind_is_not_handed_on(self):
        self.fake.behaviours = [lambda h, m, path, b: h.answer(200, ["what?"]) or True]
        self.assertEqual(self.monitor().get_metrics()["scans_today"], 0)

    def test_an_export_has_the_old_keys_p59(self):
        monitor = self.monitor()
        path = monitor.export_metrics(os.path.join(self.folder, "out.json"))
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        self.assertEqual(set(content), {"export_timestamp", "metrics", "system_state", "recent_events", "recent_alerts"})
        named = monitor.export_metrics(self.folder)
        self.assertRegex(os.path.basename(named), r"^metrics_export_\d{8}_\d{6}\.json$")
        self.assertIsNone(monitor.export_metrics(os.path.join(path, "below-a-file.json")))


class Clocks(unittest.TestCase):
    """The process's own figures under a clock that somebody sets."""

    DAY = 86_400.0

    def setUp(self):
        self.now = 1_795_932_000.0 - time.timezone  # about noon of a local day
        self.tally = realtime_monitor._Tally(clock=lambda: self.now)

    def scan(self, ahead=0.0, times=1):
        for _ in range(times):
            self.tally.note("scan", self.now + ahead)

    def figures(self):
        return self.tally.scans_today(), self.tally.scans_last_hour()

    def test_an_event_stamped_days_ahead_does_not_end_today(self):
        self.scan(times=2)
        self.scan(2 * self.DAY)
        self.scan()
        self.assertEqual(self.figures(), (3, 3))

    def test_a_clock_that_shows_2039_for_a_moment_costs_nothing(self):
        self.scan(times=3)
        self.tally.note("sync", self.now)
        before, self.now = self.now, 2_184_000_000.0
        self.scan()
        self.assertEqual(self.figures(), (1, 1))
        self.now = before
        self.scan()
        self.assertEqual(self.figures() + (self.tally.syncs_today(),), (4, 4, 1))

    def test_late_events_push_no_live_minute_out(self):
        for minute in range(30):
            self.scan(-60.0 * minute)
        for minute in range(300):
            self.scan(-7_200.0 - 60.0 * minute)
        self.assertEqual(self.tally.scans_last_hour(), 30)

    def test_days_and_minutes_do_not_pile_up(self):
        for day in range(1_000):
            self.scan(day * self.DAY)
            self.scan(-day * self.DAY)
        self.assertEqual(self.figures(), (2, 2))
        self.assertLessEqual(len(self.tally._scans_by_day._counts), 5)
        self.assertLessEqual(len(self.tally._scans_by_minute._counts), 120)


class Subscribing(ClientTest):
    def setUp(self):
        super().setUp()
        self.heard = []
        self.addCleanup(self.fake.events_of_stream.set)

    def hear(self, kind, data):
        self.heard.append((kind, data))

    def test_the_stream_is_heard_and_resumed_by_its_last_id_p58(self):
        self.fake.stream_frames = [
            b"retry: 20\n\n: hello\n\n" + frame("dashboard", {"as_of": "1-1"}, 1) + frame("event", {"message": "one"}, 2)
            + frame("keepalive", {}) + b"data: {\"type\":\"event\",\r\ndata: \"data\":{\"message\":\"two\"}}\r\nid: 1-3\r\n\r\n"
            + b"id: 1-99\ndata: {\"type\":\"event\"",  # broken off: it does not count
            frame("event", {"message": "three"}, 4),
        ]  # fmt: skip
        monitor = self.monitor()
        monitor.subscribe(self.hear)
        self.await_that(lambda: len(self.heard) >= 4)
        self.assertEqual([data.get("message") for _, data in self.heard], [None, "one", "two", "three"])
        self.assertEqual(self.fake.stream_ids[:2], [None, "1-3"])

    def test_a_subscriber_that_fails_is_logged_and_goes_on_hearing(self):
        def failing(kind, data):
            self.hear(kind, data)
            raise RuntimeError("theirs")

        self.fake.stream_frames = [frame("event", {"message": "one"}, 1) + frame("event", {"message": "two"}, 2)]
        monitor = self.monitor()
        with self.assertLogs(realtime_monitor.logger, "ERROR"):
            monitor.subscribe(failing)
            self.await_that(lambda: len(self.heard) == 2)

    def test_after_unsubscribe_nothing_is_heard(self):
        self.fake.viewer = False
        monitor = self.monitor()
        monitor.subscribe(self.hear)
        monitor.log_event("scan", "one")
        self.await_that(lambda: len(self.heard) == 1)
        monitor.unsubscribe(self.hear)
        monitor.unsubscribe(self.hear)
        monitor.log_event("scan", "two")
        self.assertTrue(monitor.flush())
        self.assertEqual(len(self.heard), 1)
        self.await_that(lambda: not any(t.name == "rollcall-stream" and t.is_alive() for t in threading.enumerate()), 90)

    def test_without_the_role_viewer_own_events_and_states_are_heard(self):
        self.fake.viewer = False
        monitor = self.monitor()
        monitor.subscribe(self.hear)
        monitor.log_event("sms", "SMS sent", {"phone": "+639171234567"})
        monitor.update_system_state("sms", "online")
        self.await_that(lambda: len(self.heard) == 2)
        heard = dict(self.heard)
        self.assertEqual(heard["event"]["data"]["phone"], "+63\u2022\u2022\u2022\u2022\u20224567")
        self.assertEqual(heard["state"]["sms_status"], "online")

    def test_an_own_event_that_was_heard_offline_is_not_heard_again_from_the_stream(self):
        monitor = self.monitor()
        listener = monitor._listener
        listener._callbacks = [self.hear]
        own = {"type": "scan", "message": "one", "timestamp": "2026-11-23T07:12:08.120+08:00"}
        listener.local("event", own)
        back = dict(own, id="1-5", timestamp="2026-11-22T23:12:08.12Z")
        stop = threading.Event()
        listener._take(json.dumps({"type": "event", "data": back}), stop, listener._inbox)
        self.assertEqual(listener._inbox.qsize(), 1)
        listener._take(json.dumps({"type": "event", "data": back}), stop, listener._inbox)  # another one like it is new
        self.assertEqual(listener._inbox.qsize(), 2)


if __name__ == "__main__":
    unittest.main()
