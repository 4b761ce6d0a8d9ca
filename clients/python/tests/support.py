"""What the tests share: the module under test, a scratch folder, waiting with a limit."""

import os
import shutil
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENT = os.path.dirname(HERE)
sys.path[:0] = [CLIENT, HERE]

import realtime_monitor  # noqa: E402
from fake_rollcall import FakeRollcall  # noqa: E402

PASSWORD = "a-password-of-a-station"


def await_(condition, seconds=15.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.made = []
        self.folder = tempfile.mkdtemp(prefix="rollcall-client-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.kept = realtime_monitor.FIRST_BACKOFF, realtime_monitor.MOST_BACKOFF, realtime_monitor.REFUSED_BACKOFF
        self.addCleanup(self._restore)
        realtime_monitor.FIRST_BACKOFF, realtime_monitor.MOST_BACKOFF, realtime_monitor.REFUSED_BACKOFF = 0.05, 0.2, 0.2
        self.fake = FakeRollcall().start()
        self.addCleanup(self.fake.stop)
        self.spool = os.path.join(self.folder, "rollcall-spool-station.db")

    def _restore(self):
        realtime_monitor.FIRST_BACKOFF, realtime_monitor.MOST_BACKOFF, realtime_monitor.REFUSED_BACKOFF = self.kept

    def monitor(self, **settings):
        settings.setdefault("url", self.fake.url)
        settings.setdefault("password", PASSWORD)
        settings.setdefault("spool", self.spool)
        made = realtime_monitor.RealtimeMonitor(**settings)
        self.addCleanup(made.stop)
        self.made.append(made)
        return made

    def messages(self):
        return [event["message"] for event in self.fake.events()]

    def await_that(self, condition, seconds=15.0):
        # How the reporting fared says more than that it took too long.
        self.assertTrue(await_(condition, seconds), "not within {} s; {}".format(seconds, self.state()))

    def state(self):
        return [(m.client_status(), m._spool.drops(), m._spool.count()) for m in self.made]
