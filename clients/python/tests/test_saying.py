"""What becomes of what a caller says: limits, masks, odd values, settings."""

import datetime
import decimal
import enum
import json
import logging
import os
import pathlib
import time
import unittest

from fake_rollcall import refusal, weight
from support import CLIENT, ClientTest, realtime_monitor as rm

DOTS = "\u2022" * 5


def event_of(kind, message, data=None):
    """As the spooler would write it, without a spooler."""
    said = rm._Said("k", time.time(), kind, message, None if data is None else rm._encoded(data), False)
    return rm._event(said)


class Masking(unittest.TestCase):
    """What the server and the Java client make of the same table, which lies with their tests."""

    @classmethod
    def setUpClass(cls):
        repository = os.path.dirname(os.path.dirname(CLIENT))
        with open(os.path.join(repository, "src/test/resources/org/rollcall/masking.json"), encoding="utf-8") as file:
            cls.table = json.load(file)

    def test_texts_are_masked_as_the_server_does_p63(self):
        for text, masked in self.table["texts"]:
            self.assertEqual(rm.mask(text), masked)
            self.assertEqual(event_of("sms", text, {"x": text}), {"type": "sms", "message": masked, "data": {"x": masked}})

    def test_data_is_masked_as_the_server_does_p63(self):
        for data, masked in self.table["data"]:
            self.assertEqual(json.dumps(event_of("sms", "x", data)["data"]), json.dumps(masked))

    def test_every_field_of_a_phone_is_masked_whatever_stands_there_p63(self):
        for name in self.table["phones"]:
            masked = "91" + DOTS + "4567"
            self.assertEqual(event_of("sms", "x", {name: ["9171234567", 9171234567]})["data"], {name: [masked, masked]})

    def test_a_key_with_a_phone_is_the_hash_that_the_server_makes_of_it_p63(self):
        for key, kept in self.table["keys"]:
            self.assertEqual((rm._key_of(key), rm._key_of(kept)), (kept, kept))

    def test_a_type_with_a_phone_hides_it_and_is_taken_by_the_server_p63(self):
        self.assertEqual(rm._type_of("SMS 09171234567"), "sms_09_____4567")

    def test_a_chain_of_numbers_takes_no_time_to_speak_of(self):
        began = time.monotonic()
        for _ in range(4):
            masked = rm.mask("0917-123-" * (rm.EVENT_BYTES // 9))
            self.assertTrue(masked.startswith("09" + DOTS + "09" + DOTS) and masked.endswith("-•••-"), masked)
        self.assertLess(time.monotonic() - began, 10)


class Values(unittest.TestCase):
    def test_anything_becomes_json(self):
        class Colour(enum.Enum):
            RED = "red"

        class Scalar:
            shape = ()

            def item(self):
                return 7

        class Hostile:
            def __str__(self):
                raise RuntimeError("no")

        circle = {}
        circle["self"] = circle
        deep = []
        for _ in range(5_000):
            deep = [deep]
        data = {
            "when": datetime.datetime(2026, 11, 23, 7, 12), "day": datetime.date(2026, 11, 23), "path": pathlib.Path("a/b.jpg"),
            "bytes": b"2021001", "photo": b"\xff\xd8" * 5_000, "set": {"b", "a"}, "tuple": (1, 2), "nan": float("nan"),
            "inf": float("inf"), "large": 10**400, "huge": 10**6_000, "decimal": decimal.Decimal("1.50"), "enum": Colour.RED,
            "numpy": Scalar(), "hostile": Hostile(), "circle": circle, "deep": deep, ("odd", "key"): 1, None: 2,
            "nul": "a\0b", "surrogate": "\ud800", "yes": True,
        }  # fmt: skip
        event = event_of("custom", "x", data)
        text = json.dumps(event, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
        self.assertLessEqual(len(text.encode("utf-8")), rm.EVENT_BYTES)
        kept = event["data"]
        self.assertEqual((kept["when"], kept["day"], kept["path"]), ("2026-11-23T07:12:00", "2026-11-23", "a/b.jpg"))
        self.assertEqual((kept["bytes"], kept["photo"], kept["tuple"]), ("2021001", "<10000 bytes>", [1, 2]))
        self.assertEqual((kept["set"], kept["nan"], kept["decimal"], kept["enum"]), (["a", "b"], "nan", "1.50", "red"))
        self.assertEqual((kept["numpy"], kept["hostile"], kept["yes"]), (7, "<unprintable Hostile>", True))
        self.assertEqual((kept["nul"], kept["surrogate"]), ("a\ufffdb", "?"))

    def test_odd_data_is_wrapped(self):
        self.assertEqual(event_of("scan", "x", [1, 2])["data"], {"value": [1, 2]})
        self.assertEqual(event_of("scan", "x", "text")["data"], {"value": "text"})
        self.assertNotIn("data", event_of("scan", "x"))

    def test_what_the_caller_changes_afterwards_does_not_matter(self):
        data = {"list": [1]}
        encoded = rm._encoded(data)
        data["list"].append(2)
        self.assertEqual(json.loads(encoded), {"list": [1]})

    def test_types_are_made_to_fit(self):
        for given, kept in (("SCAN", "scan"), ("Cloud Sync", "cloud_sync"), ("7up", "x_7up"), ("", "custom"), (None, "none"),
                            ("x" * 99, "x" * 32), ("_private", "x__private")):  # fmt: skip
            self.assertEqual(rm._type_of(given), kept)
        self.assertEqual(rm._type_of(" ", "component"), "component")

    def test_long_messages_are_cut_with_a_mark(self):
        for message in ("x" * 5_000, "\U0001f600" * 1_500, "é" * 2_001):
            cut = event_of("scan", message)["message"]
            self.assertTrue(cut.endswith("…"))
            self.assertLessEqual(len(cut.encode("utf-16-le")), 4_000)
        self.assertEqual(event_of("scan", "x" * 2_000)["message"], "x" * 2_000)
        self.assertEqual(event_of("scan", " ")["message"], "scan")

    def test_large_data_is_cut_with_a_mark_and_fits_as_the_server_counts(self):
        for number, data in enumerate((
            {"text": "x" * 100_000},
            {"list": list(range(50_000))},
            {str(n): n for n in range(20_000)},
            {"nested": [{"a": ["\U0001f600" * 500] * 50}] * 50},
            {"mixed": [1] * 1_500, "smileys": "\U0001f600" * 2_900},
            {"seconds": [1764401837.1234567] * 810},
            {"alone": [[1234567890123456.5]] * 700},
            {str(n): 1234567890123456.5 for n in range(600)},
        )):
            event = event_of("scan", "é" * 2_000, data)
            self.assertTrue(event["data"].get("truncated"), number)
            self.assertLessEqual(weight(event["data"]), rm.EVENT_BYTES, number)
            self.assertIsNone(refusal(dict(event, data={"truncated": True}, key="k"), time.time()))

    def test_a_long_name_is_cut_with_a_mark(self):
        self.assertEqual(event_of("scan", "x", {"k" * 30_000: 1})["data"], {"k" * 199 + "…": 1})

    def test_a_key_that_the_server_would_refuse_becomes_the_hash_that_the_java_client_makes(self):
        for key, expected in (  # SaidTest has the same ones
            ("scan:412", "scan:412"),
            ("caf\u00e9:\u0663", "caf\u00e9:\u0663"),
            ("x" * 200, "x" * 200),
            ("x" * 201, "3ea01af1-7162-30e4-a148-4e78b3199f61"),
            ("a\nb" * 200, "b7ef3f8b-7463-399a-853e-0be6b48c4dfa"),
            ("scan:\u202e412", "5bb834c1-fa73-3d1d-a202-73582696b27c"),
            ("a\u00a0b", "7570c040-9724-3e05-a341-5b8d354c4607"),
            ("\U0001f600", "2a02eac3-9d71-3a70-acf3-7579185927b6"),
            ("\ud83d\ude00", "2a02eac3-9d71-3a70-acf3-7579185927b6"),
            ("x\ude00", "da388d05-65da-360b-93c8-ea599992bb95"),
            (412, "412"),
        ):
            self.assertEqual(rm._key_of(key), expected, ascii(key))

    def test_a_time_may_be_given_and_an_odd_one_costs_no_event(self):
        moment = datetime.datetime(2026, 11, 23, 7, 12, tzinfo=datetime.timezone.utc)
        self.assertEqual(rm._seconds(moment), moment.timestamp())
        self.assertEqual(rm._seconds(12), 12.0)
        for odd in ("yesterday", float("nan"), float("inf"), 10**400, object()):
            self.assertAlmostEqual(rm._seconds(odd), time.time(), delta=5)

    def test_a_time_zone_is_always_there(self):
        self.assertRegex(rm._iso(0), r"^19(69|70)-.*[+-]\d\d:\d\d$")
        self.assertRegex(rm._iso(1e300), r"[+-]\d\d:\d\d$")


class Settings(ClientTest):
    def setUp(self):
        super().setUp()
        for name in ("ROLLCALL_URL", "ROLLCALL_USER", "ROLLCALL_STATION_PASSWORD"):
            before = os.environ.pop(name, None)
            self.addCleanup(os.environ.__setitem__ if before is not None else os.environ.pop, name, before)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)

    def test_arguments_before_environment_before_dotenv_before_defaults(self):
        self.assertEqual(rm._settings(None, None, None), ("http://127.0.0.1:8888", "station", None))
        with open(".env", "w") as file:
            file.write("# ours\nROLLCALL_URL=http://10.0.0.5:8888\nexport ROLLCALL_USER='gate 1'\n"
                       'ROLLCALL_STATION_PASSWORD="a # b"\nSMS_API_KEY=other\n')  # fmt: skip
        self.assertEqual(rm._settings(None, None, None), ("http://10.0.0.5:8888", "gate 1", "a # b"))
        os.environ["ROLLCALL_USER"] = "gate-2"
        self.assertEqual(rm._settings(None, None, None).user, "gate-2")
        self.assertEqual(rm._settings("http://x", "gate-3", "p"), ("http://x", "gate-3", "p"))

    def test_addresses_that_cannot_be_meant_are_refused(self):
        for url in ("ftp://x", "127.0.0.1:8888", "http://", "http://user:secret@x", "http://x/?a=1", "http://x:99999999"):
            with self.assertRaises(ValueError):
                rm._Http(rm._Settings(url, "station", None), 1)
        self.assertEqual(rm._Http(rm._Settings("https://x/monitor/", "s", None), 1)._base, "/monitor/")
        self.assertTrue(rm._Http(rm._Settings("http://[::1]:8888", "s", None), 1).loopback)

    def test_a_password_in_the_clear_across_the_network_is_warned_of(self):
        monitor = self.monitor(url="http://0.0.0.0:9")  # not a loopback address, and nobody is there
        with self.assertLogs(rm.logger, "WARNING") as log:
            monitor.log_event("scan", "x")
            self.await_that(lambda: monitor.client_status()["trouble"])
        self.assertIn("unencrypted", "".join(log.output))

    def test_the_old_call_gives_one_instance_and_the_spool_lies_beside_the_database_p54(self):
        self.addCleanup(setattr, rm, "_the_one", None)
        monitor = rm.get_monitor(db_path=os.path.join(self.folder, "data", "attendance.db"))
        self.assertIs(rm.get_monitor(), monitor)
        self.assertEqual(monitor._spool.path, os.path.join(os.path.realpath(self.folder), "data", "rollcall-spool-station.db"))

    def test_no_call_raises_whatever_it_is_given(self):
        class Hostile:
            def __str__(self):
                raise RuntimeError("no")

        monitor = self.monitor()
        for odd in (None, 7, "", b"\xff", [], {}, object(), Hostile(), "\ud800", "x" * 10**6):
            monitor.log_event(odd, odd, odd)
            monitor.log_event("scan", "x", timestamp=odd)
            monitor.update_system_state(odd, odd, odd)
            monitor.subscribe(odd)
            monitor.unsubscribe(odd)
            monitor.get_recent_events(odd)
            monitor.get_recent_alerts(odd)
        self.assertTrue(monitor.flush())
        self.assertEqual(monitor.client_status()["refused"], 0)

    def test_a_line_is_logged_for_each_event_p66(self):
        monitor = self.monitor()
        with self.assertLogs(rm.logger, "INFO") as log:
            monitor.log_event("scan", "one\nERROR forged")
            monitor.log_event("warning", "two")
            self.await_that(lambda: len(log.records) == 2)
        self.assertEqual([record.levelname for record in log.records], ["INFO", "WARNING"])
        self.assertNotIn("\n", log.records[0].getMessage())

    def test_a_log_handler_that_reports_does_not_go_round_for_ever(self):
        monitor = self.monitor()

        class Reporting(logging.Handler):
            def emit(self, record):
                monitor.log_event("warning", record.getMessage())

        handler = Reporting()
        rm.logger.addHandler(handler)
        self.addCleanup(rm.logger.removeHandler, handler)
        monitor.log_event("error", "one")
        self.assertTrue(monitor.flush())
        self.assertEqual(self.messages(), ["one", '[error] "one"'])

    def test_the_file_is_python_3_7(self):
        import ast

        if hasattr(ast, "TypeAlias") or hasattr(ast, "NamedExpr"):
            for name in ("realtime_monitor.py", "bench_log_event.py"):
                with open(os.path.join(CLIENT, name), encoding="utf-8") as file:
                    ast.parse(file.read(), feature_version=(3, 7))


if __name__ == "__main__":
    unittest.main()
