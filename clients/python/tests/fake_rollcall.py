"""A small Rollcall that keeps the contract of ingest strictly, and can be told to misbehave."""

import base64
import datetime
import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn

TYPE = re.compile(r"[a-z][a-z0-9_.-]{0,31}\Z")
KEY = re.compile("[^\\x00-\\x1f\\x7f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]{1,200}\\Z")
STATUSES = {"online", "offline", "error", "disabled", "unknown"}
VITALS = {"cpu_percent", "memory_percent", "disk_percent", "temperature_c", "queue_length", "version", "clock"}


class FakeRollcall:
    """What it stored outlives its sockets, so that it can be stopped and started again on the same port."""

    def __init__(self, viewer=True, password="a-password-of-a-station"):
        self.viewer = viewer
        self.password = password
        self.stored = {}  # key -> event
        self.order = []  # keys
        self.requests = []  # (method, path, events or body)
        self.times = []
        self.behaviours = []  # callables (handler, method, path, body) -> bool: whether they answered
        self.heartbeats = []
        self.components = {}
        self.connections = 0
        self.date_offset = 0.0  # of its clock, in seconds
        self.bytes_per_second = None  # what the line lets through of a body; None: all
        self.no_components = None  # why none is taken
        self.stream_frames = []
        self.stream_ids = []
        self.events_of_stream = threading.Event()
        self.lock = threading.Lock()
        self.port = 0
        self._server = None

    def start(self):
        fake = self

        class Handler(_Handler):
            rollcall = fake

        class Server(ThreadingMixIn, HTTPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass

        self._server = Server(("127.0.0.1", self.port), Handler)
        self._open = set()
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            for held in list(self._open):
                try:
                    held.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    @property
    def url(self):
        return "http://127.0.0.1:{}".format(self.port)

    def events(self):
        with self.lock:
            return [self.stored[key] for key in self.order]

    def take(self, items):
        """Stores what can be stored; the answer's status and body."""
        accepted, duplicates, refused = 0, 0, []
        with self.lock:
            for index, item in enumerate(items):
                reason = refusal(item, time.time() + self.date_offset)
                if reason:
                    refused.append({"index": index, "reason": reason})
                elif item["key"] in self.stored:
                    duplicates += 1
                else:
                    accepted += 1
                    self.stored[item["key"]] = item
                    self.order.append(item["key"])
            last = "1-{}".format(len(self.order))
        verdict = {"accepted": accepted, "duplicates": duplicates, "refused": refused, "last_id": last}
        return (422 if refused and not accepted and not duplicates else 200), verdict


def refusal(item, now):
    if not isinstance(item, dict) or not isinstance(item.get("type"), str) or not TYPE.match(item["type"]):
        return "type must match [a-z][a-z0-9_.-]{0,31}"
    if "key" in item and not KEY.match(item["key"]):
        return "key must have 1 to 200 characters and no controls"
    if "timestamp" in item and datetime.datetime.fromisoformat(item["timestamp"]).timestamp() > now + 86_400:
        return "timestamp is more than 24 hours in the future"
    message = item.get("message")
    if not isinstance(message, str) or not message.strip() or len(message.encode("utf-16-le")) > 4000 or "\0" in message:
        return "message must have 1 to 2000 characters"
    if len(json.dumps(item, ensure_ascii=False).encode("utf-8")) > 16 * 1024 + 200:
        return "larger than 16 KiB"
    if "data" in item and not isinstance(item["data"], dict):
        return "data must be an object"
    if weight(item.get("data", {})) > 16 * 1024:
        return "data is larger than 16 KiB"
    if message == "poison":
        return "poison"
    return None


def weight(value):
    """Of data, as the server counts it; Java writes a number up to three characters longer."""
    if isinstance(value, dict):
        return 2 + sum(weight(name) + weight(inner) + 2 for name, inner in value.items())
    if isinstance(value, list):
        return 2 + sum(weight(inner) + 1 for inner in value)
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8")) + 3 * isinstance(value, float)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def setup(self):
        super().setup()
        self.rollcall._open.add(self.connection)
        self.rollcall.connections += 1

    def finish(self):
        self.rollcall._open.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) + self.rollcall.date_offset)

    def log_message(self, *values):
        pass

    def answer(self, status, content, kind="application/json", headers=()):
        body = content if isinstance(content, bytes) else json.dumps(content).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def problem(self, status, detail, headers=()):
        self.answer(status, {"type": "urn:rollcall:problem:x", "status": status, "detail": detail},
                    "application/problem+json", headers)  # fmt: skip

    def authorized(self):
        given = self.headers.get("Authorization") or ""
        if not given.startswith("Basic "):
            return False
        return base64.b64decode(given[6:]).decode("utf-8") == "station:" + self.rollcall.password

    def _handle(self):
        fake, method, path = self.rollcall, self.command, self.path
        length = int(self.headers.get("Content-Length") or 0)
        raw = self._body(length) if length <= 4 * 1024 * 1024 else b""
        fake.times.append(time.monotonic())
        fake.requests.append((method, path, raw))
        for behaviour in list(fake.behaviours):
            if behaviour(self, method, path, raw):
                return
        if not self.authorized():
            self.problem(401, "login")
        elif length > 1024 * 1024:
            self.problem(413, "body is larger than 1 MiB", [("Connection", "close")])
        elif method == "GET":
            self._read(path)
        elif (self.headers.get("Content-Type") or "").split(";")[0] != "application/json":
            self.problem(415, "content type")
        else:
            try:
                body = json.loads(raw.decode("utf-8"), parse_constant=lambda word: 1 / 0)
            except (ValueError, ZeroDivisionError):
                self.problem(400, "not JSON")
                return
            self._write(method, path, body)

    def _body(self, length):
        rate = self.rollcall.bytes_per_second
        if not rate:
            return self.rfile.read(length)
        raw = b""
        while len(raw) < length:
            piece = self.rfile.read(min(rate // 100, length - len(raw)))
            if not piece:
                raise ConnectionError("cut off")
            raw += piece
            time.sleep(len(piece) / rate)
        return raw

    def _write(self, method, path, body):
        fake = self.rollcall
        if (method, path) == ("POST", "/api/events"):
            items = body if isinstance(body, list) else [body]
            if len(items) > 1000:
                self.problem(413, "at most 1,000 events")
                return
            status, verdict = fake.take(items)
            self.answer(status, verdict, "application/json" if status == 200 else "application/problem+json")
        elif (method, path) == ("POST", "/api/heartbeat"):
            assert set(body) <= VITALS, body
            fake.heartbeats.append(body)
            self.answer(200, {"received_at": "x"})
        elif method == "PUT" and path.startswith("/api/components/"):
            name = path[len("/api/components/"):]
            if not TYPE.match(name):
                self.problem(422, "the component's name must match [a-z][a-z0-9_.-]{0,31}")
                return
            if body.get("status") not in STATUSES:
                self.problem(422, "status")
                return
            if fake.no_components:
                self.problem(422, fake.no_components)
                return
            fake.components[name] = body
            self.answer(200, {})
        else:
            self.problem(404, "nothing here")

    def _read(self, path):
        fake = self.rollcall
        if not fake.viewer:
            self.problem(403, "not a viewer")
        elif path == "/api/stream":
            self._stream()
        elif path == "/api/metrics":
            self.answer(200, {"scans_today": 142, "success_rate": 98.5})
        elif path == "/api/status":
            self.answer(200, {"metrics": {"scans_today": 142}, "system_state": {"status": "healthy"}})
        elif path.startswith("/api/events?limit="):
            self.answer(200, fake.events()[-int(path.split("=")[1]):])
        elif path.startswith("/api/alerts?limit="):
            self.answer(200, [{"id": "queue@gate-1", "level": "warning"}])
        else:
            self.problem(404, "nothing here")

    def _stream(self):
        fake = self.rollcall
        fake.stream_ids.append(self.headers.get("Last-Event-ID"))
        frames = fake.stream_frames.pop(0) if fake.stream_frames else b": quiet\n\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream;charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(frames), 7):  # in small pieces, as a network may
            piece = frames[at:at + 7]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if not fake.stream_frames:
            fake.events_of_stream.wait(10)
        self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    do_GET = do_POST = do_PUT = _handle


def once(behaviour):
    """The behaviour for the first request that it answers only."""
    done = []

    def first(handler, method, path, body):
        if done or not behaviour(handler, method, path, body):
            return False
        done.append(True)
        return True

    return first


def on_events(answer):
    """A behaviour for POST /api/events alone."""

    def behaviour(handler, method, path, body):
        if (method, path) != ("POST", "/api/events"):
            return False
        return answer(handler, body) is not False

    return behaviour
