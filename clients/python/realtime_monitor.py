"""Reports what an attendance station does to Rollcall. One file, standard library only, Python 3.7 and later.

    from realtime_monitor import get_monitor

    monitor = get_monitor()
    monitor.start()
    monitor.log_event("scan", "Attendance recorded: 2021001", {"student_id": "2021001", "record_id": 412})
    monitor.update_system_state("camera", "online", "640x480")

No call raises, and no reporting call waits for a disk or for the network:

    log_event --> Outbox (memory) --spooler thread--> Spool (SQLite) --sender thread--> POST /api/events

* An event gets its key when it is logged and keeps it, so that the server stores it once however often it is sent.
* The spooler takes what is in memory GATHER_SECONDS after the first event and commits it. A kill -9 of this process
  loses only what was logged after that: the last 50 ms and the time of one commit. What is in the spool is sent by
  the next process that uses the same spool. A spool row is deleted only after the server said that it is stored.
* Above the limit the oldest events that are not errors are dropped first; drops are counted and told to the server.
* Several processes may share a spool: SQLite's locks guard the rows, a lock file says who is sending.
* A forked child starts with nothing in memory and with threads and a connection of its own.

Settings: arguments of get_monitor, else the environment, else a file .env in the working directory:
ROLLCALL_URL (http://127.0.0.1:8888), ROLLCALL_USER (station), ROLLCALL_STATION_PASSWORD.
"""

import atexit
import base64
import codecs
import datetime
import email.utils
import enum
import hashlib
import http.client
import ipaddress
import itertools
import json
import logging
import math
import os
import queue
import random
import re
import shutil
import socket
import sqlite3
import ssl
import sys
import threading
import time
import unicodedata
import urllib.parse
import uuid
import weakref
from collections import Counter, OrderedDict, deque
from typing import Any, Callable, Deque, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple, Union

try:
    import fcntl
except ImportError:  # Windows: no lease; the keys alone keep events single there
    fcntl = None  # type: ignore[assignment]

__all__ = ["RealtimeMonitor", "get_monitor"]
__version__ = "1.0.0"

logger = logging.getLogger(__name__)

# The first use of a codec imports it. A fork in the middle of an import leaves the child with a lock that nobody gives
# back, so all that are needed (idna is for looking up hosts) are imported before there are threads.
for _codec in ("idna", "utf-16-le", "latin-1", "ascii"):
    codecs.lookup(_codec)

DEFAULT_URL = "http://127.0.0.1:8888"
DEFAULT_USER = "station"
SPOOL_ROWS = 10_000
MEMORY_EVENTS = 10_000
MEMORY_BYTES = 16 * 1024 * 1024
BATCH_ROWS = 1_000
BATCH_BYTES = 900_000  # the server takes 1 MiB
SMALL_BYTES = 16 * 1024  # how long fewer take says how far the server is, not how much the line carries
FAR_AHEAD = 23 * 3600.0  # the server refuses what is 24 h ahead
EVENT_BYTES = 16 * 1024
DATA_BYTES = EVENT_BYTES - 100  # the server takes 16 KiB; what may be added is an event's station_time
MOST_MESSAGE = 2_000  # UTF-16 units, as the server counts
MOST_DEPTH = 12
MOST_KEY = 200  # UTF-16 units
GATHER_SECONDS = 0.05
BEAT_SECONDS = 10.0
EXIT_SECONDS = 2.0
READ_SECONDS = 2.0
SEND_SECONDS = 10.0  # for one answer to begin
MOST_SEND_SECONDS = 30.0  # for a whole exchange
FIRST_BACKOFF = 1.0
MOST_BACKOFF = 30.0
REFUSED_BACKOFF = 60.0
MOST_RETRY_AFTER = 600.0
DISK_RETRY_SECONDS = 5.0
MOST_ANSWER = 4 * 1024 * 1024
STREAM_SILENCE = 45.0  # the server comments after 15 s
SAY_AGAIN_SECONDS = 60.0

Callback = Callable[[str, Any], None]


# --- what may leave the station: plain JSON, within the limits, phone numbers masked


# The server's patterns, lists and bounds. masking.json, a table of cases, holds the server and its clients to the same.
_HIDDEN = "\u2022" * 5
_GAP = "[ \u00a0()./-]{0,4}"
_START = r"(?<![^\W_])(?<![0-9][-.])"  # not within a longer word or number
_END = "([0-9]{4})(?![0-9])"
_LOCAL_MOBILE = re.compile(_START + r"\(?(09)[0-9][0-9]" + _GAP + "[0-9]{3}" + _GAP + _END)
_PHILIPPINE = re.compile(
    r"(?:(\+" + _GAP + "63)|" + _START + "(?:(?:00)?63))" + _GAP + "9" + _GAP + "[0-9]" + _GAP + "[0-9]" + _GAP + "[0-9]{3}"
    + _GAP + _END)  # fmt: skip
_INTERNATIONAL = re.compile(r"\+" + _GAP + "[1-9](?:" + _GAP + "[0-9]){7,14}(?![0-9])")
_MASKED = re.compile(r"\+?[0-9]{2}" + _HIDDEN + "(?:[0-9]{4})?")
_DIGITS = re.compile("[0-9]+")
_MOST_ROUNDS = 8  # of a chain of numbers; two are many in what people write
_FEWEST_DIGITS = 11  # that a number without a plus sign has
_FEWEST_SHOWN = 10  # of fewer digits too little would be hidden
_FIRST_MOBILE, _AFTER_MOBILE = 639_000_000_000, 640_000_000_000
_PHONE_PARTS = ("phone", "mobile", "msisdn", "whatsapp", "viber")
_PHONES = frozenset(
    "tel telno telnumber cell cellno cellnumber gsm gsmnumber fax faxno faxnumber contact contactno contactnumber "
    "contactnumbers parentcontact parentno parentnumber guardiancontact guardianno guardiannumber emergencycontact "
    "emergencynumber smsto smsnumber smsrecipient sentto sendto recipient recipients recipientno recipientnumber".split()
)
_NOT_PLAIN = re.compile("[^a-z0-9]")
_NOT_TYPE = re.compile(r"[^a-z0-9_.-]")
_NOT_NAME = re.compile(r"[^A-Za-z0-9._-]")
_WORDS = {
    "online": "online", "ok": "online", "up": "online", "connected": "online", "ready": "online", "active": "online",
    "running": "online", "healthy": "online", "true": "online", "offline": "offline", "down": "offline",
    "disconnected": "offline", "false": "offline", "error": "error", "failed": "error", "failure": "error",
    "disabled": "disabled", "unknown": "unknown",
}  # fmt: skip


def mask(text: str) -> str:
    """The text with its phone numbers masked, by the server's own rule: +639171234567 becomes +63•••••4567."""
    if "+" not in text and sum(map(len, _DIGITS.findall(text))) < _FEWEST_DIGITS:
        return text
    # The end of one number can begin another; of a longer chain than people write, all digits that are left go.
    before, masked, rounds = text, _mask_once(text), 1
    while masked != before:
        if rounds >= _MOST_ROUNDS:
            hidden = _hide_from(len(os.path.commonprefix([before, masked])), masked)
            return hidden if _mask_once(hidden) == hidden else _hide_from(0, masked)
        before, masked, rounds = masked, _mask_once(masked), rounds + 1
    return masked


def _mask_once(text: str) -> str:
    masked = _PHILIPPINE.sub(lambda found: ("+63" if found.group(1) else "63") + _HIDDEN + found.group(2), text)
    masked = _LOCAL_MOBILE.sub(r"\1" + _HIDDEN + r"\2", masked)
    return _INTERNATIONAL.sub(lambda found: _hide(found.group()), masked)


def _hide_from(start: int, text: str) -> str:
    return text[:start] + _DIGITS.sub(lambda found: _HIDDEN[: len(found.group())], text[start:])


def _hide(number: str) -> str:
    """Two digits at the front and four at the end, if there are enough in between; everything else goes."""
    digits = "".join(_DIGITS.findall(number))
    if len(digits) < _FEWEST_SHOWN:
        return _HIDDEN
    return ("+" if number.lstrip().startswith("+") else "") + digits[:2] + _HIDDEN + digits[-4:]


def _is_phone(name: str) -> bool:
    """Whether what stands there is a phone number, whatever its form. Case and all but letters and digits do not matter."""
    if name.isascii():
        plain = _NOT_PLAIN.sub("", name.lower())
    else:  # as Java sees it
        plain = "".join(
            c.lower()[0] for c in name if c <= "\uffff" and unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd")
        )
    return plain in _PHONES or any(part in plain for part in _PHONE_PARTS)


def _mask_phone(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else str(int(value))
    return text if not text or _MASKED.fullmatch(text) else _hide(text)


def _masked(value: Any, phone: bool = False) -> Any:
    """What JSON gives, masked. phone: it stands where a phone number is expected, and so does all that is in it."""
    if isinstance(value, dict):
        masked = {}
        for given, inner in value.items():
            name = mask(given)
            masked[name] = _masked(inner, phone or _is_phone(name))
        return masked
    if isinstance(value, list):
        return [_masked(inner, phone) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    if phone or not isinstance(value, str) and _FIRST_MOBILE <= value < _AFTER_MOBILE:
        return _mask_phone(value)
    return mask(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Without NUL and lone surrogates, which the server would refuse and UTF-8 cannot carry."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _text_of(value: Any, most: int = MOST_MESSAGE) -> str:
    try:
        return str(value)[:most]
    except Exception:  # somebody else's __str__
        return "<unprintable {}>".format(type(value).__name__)


def _simple(value: Any) -> Any:
    """One value that JSON does not know, as one that it knows; called by the encoder and by _plain."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return _text_of(value.value)
    if isinstance(value, (set, frozenset)):
        return sorted((_text_of(inner) for inner in itertools.islice(value, 1_000)))
    if isinstance(value, (bytes, bytearray, memoryview)):
        raw = bytes(value[:MOST_MESSAGE])
        try:
            return raw.decode("utf-8") if len(value) <= MOST_MESSAGE else "<{} bytes>".format(len(value))
        except UnicodeDecodeError:
            return "<{} bytes>".format(len(value))
    item = getattr(value, "item", None)  # numpy's scalars
    if callable(item) and getattr(value, "shape", None) == ():
        inner = item()
        if isinstance(inner, (bool, int, str)) or isinstance(inner, float) and math.isfinite(inner):
            return inner
    return _text_of(value)


def _name_of(key: Any) -> str:
    name = _text_of(key, 201)
    return name if len(name) <= 200 else name[:199] + "…"


def _plain(value: Any, depth: int = 0) -> Any:
    """The value as JSON knows it, at most MOST_DEPTH levels deep: circles end there."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**63 else _text_of(value, 100)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if depth >= MOST_DEPTH and isinstance(value, (dict, list, tuple)):
        return "…"
    if isinstance(value, dict):
        return {_name_of(name): _plain(inner, depth + 1) for name, inner in list(value.items())}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, depth + 1) for inner in value]
    try:
        return _simple(value)
    except Exception:  # somebody else's class
        return "<unprintable {}>".format(type(value).__name__)


_encode = json.JSONEncoder(default=_simple, allow_nan=False).encode


def _encoded(data: Any) -> str:
    """The data as JSON at this moment, so that the caller may change it afterwards."""
    try:
        text = _encode(data)
        if len(text) <= 4 * EVENT_BYTES:
            return text
    except Exception:  # circles, NaN, odd keys, odd classes: the slow way takes them all
        pass
    return _encode(_shrunk(_masked(_cleaned(_plain(data))), 4 * EVENT_BYTES))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {_clean(name): _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value


def _cut(value: Any, letters: int, items: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= letters else value[:letters] + "…"
    if isinstance(value, dict):
        kept = {name[:200]: _cut(inner, letters, items) for name, inner in itertools.islice(value.items(), items)}
        if len(value) > items:
            kept["…"] = "{} more".format(len(value) - items)
        return kept
    if isinstance(value, list):
        more = ["… {} more".format(len(value) - items)] if len(value) > items else []
        return [_cut(inner, letters, items) for inner in value[:items]] + more
    return value


def _fits(value: Any, most: int) -> bool:
    """Whether its JSON has so many bytes at most, with each value on a line of its own. That adds three bytes or more to each:
    what the server counts besides the text, and what Java's numbers are longer."""
    return len(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")) <= most


def _shrunk(value: Any, most: int) -> Any:
    """The value cut, step by step, until it fits; with a mark that it was."""
    if _fits(value, most):
        return value
    for letters, items in ((2_000, 500), (1_000, 100), (300, 50), (100, 20), (30, 5), (10, 2)):
        cut = _cut(value, letters, items)
        if isinstance(cut, dict):
            cut["truncated"] = True
        if _fits(cut, most):
            return cut
    return {"truncated": True}


def _short(message: str) -> str:
    """At most MOST_MESSAGE UTF-16 units, with a mark where it was cut."""
    units = message.encode("utf-16-le")
    if len(units) <= 2 * MOST_MESSAGE:
        return message
    return units[: 2 * (MOST_MESSAGE - 1)].decode("utf-16-le", "ignore") + "…"


def _type_of(event_type: Any, otherwise: str = "custom") -> str:
    """A type, or a component's name, that the server takes: Cloud Sync becomes cloud_sync. The Java client's rule.

    It takes none with a phone number in it.
    """
    word = _NOT_TYPE.sub("_", _text_of(event_type, 64).strip().lower())[:32]
    if not word:
        return otherwise
    return mask(word if "a" <= word[0] <= "z" else ("x_" + word)[:32]).replace("\u2022", "_")


def _key_of(given: Any) -> str:
    """The key, or one made of it when the server would not take it or a phone number stands in it: the same one each time,
    another one for another key, and the Java client's."""
    try:
        key = given if type(given) is str else str(given)
    except Exception:  # somebody else's __str__
        key = _text_of(given)
    if 0 < len(key) <= MOST_KEY and (key.isascii() and key.isprintable() or all(map(_fits_a_key, key))):
        return key if mask(key) == key else _hashed(key)
    # Halves of a pair that came one by one are put together, and one that is alone becomes "?", as in Java.
    text = key.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass").encode("utf-8", "replace")
    try:
        hashed = hashlib.md5(text, usedforsecurity=False)  # type: ignore[call-arg]
    except TypeError:  # before Python 3.9
        hashed = hashlib.md5(text)
    return str(uuid.UUID(bytes=hashed.digest(), version=3))


def _hashed(key: str) -> str:
    """What the server puts in the place of a key with a phone number in it."""
    if key.startswith("sha256:") and len(key) == 71:
        return key
    return "sha256:" + hashlib.sha256(key.encode("utf-8")).hexdigest()


def _fits_a_key(c: str) -> bool:
    # What a letter is grows with Unicode's version: of the newest scripts alone a Python and a Java may differ.
    return " " <= c <= "~" or "\x9f" < c <= "\uffff" and unicodedata.category(c) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd")


def _iso(at: float) -> str:
    """Local time with its offset, in milliseconds: what the server gives back unchanged."""
    try:
        moment = datetime.datetime.fromtimestamp(round(at, 3), datetime.timezone.utc).astimezone()
    except (OverflowError, OSError, ValueError):
        moment = datetime.datetime.now(datetime.timezone.utc).astimezone()
    return moment.isoformat(timespec="milliseconds")


def _seconds(timestamp: Any) -> float:
    """Seconds since 1970; now for what is no time, because the event counts more than its time."""
    try:
        at = timestamp.timestamp() if isinstance(timestamp, datetime.datetime) else float(timestamp)
        return at if abs(at) < 1e11 else time.time()
    except Exception:  # somebody else's __float__ among others
        return time.time()


# --- settings and small parts


class _Settings(NamedTuple):
    url: str
    user: str
    password: Optional[str]


def _dotenv() -> Dict[str, str]:
    """ROLLCALL_URL, _USER and _STATION_PASSWORD as .env has them; nothing else is looked at."""
    found = {}  # type: Dict[str, str]
    try:
        with open(".env", encoding="utf-8", errors="replace") as lines:
            for line in itertools.islice(lines, 1_000):
                match = re.match(r"\s*(?:export\s+)?(ROLLCALL_(?:URL|USER|STATION_PASSWORD))\s*=\s*(.*?)\s*$", line)
                if match:
                    value = match.group(2)
                    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
                        value = value[1:-1]
                    found[match.group(1)] = value
    except OSError:  # most have none
        pass
    return found


def _settings(url: Optional[str], user: Optional[str], password: Optional[str]) -> _Settings:
    file = _dotenv()

    def setting(given: Optional[str], name: str) -> Optional[str]:
        return given or os.environ.get(name) or file.get(name) or None

    return _Settings(
        setting(url, "ROLLCALL_URL") or DEFAULT_URL,
        setting(user, "ROLLCALL_USER") or DEFAULT_USER,
        setting(password, "ROLLCALL_STATION_PASSWORD"),
    )


class _Voice:
    """Says each kind of trouble at most once a minute."""

    def __init__(self) -> None:
        self._said = {}  # type: Dict[str, float]

    def say(self, kind: str, words: str, *values: Any, level: int = logging.WARNING) -> None:
        now = time.monotonic()
        if now - self._said.get(kind, -SAY_AGAIN_SECONDS) >= SAY_AGAIN_SECONDS:
            self._said[kind] = now
            logger.log(level, words, *values)


class _Bell:
    """Wakes one thread. Ringing takes no lock that a signal handler or a fork could find taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def ring(self) -> None:
        if self._lock.locked():
            try:
                self._lock.release()
            except RuntimeError:  # somebody rang at the same moment
                pass

    def wait(self, seconds: float) -> bool:
        return self._lock.acquire(timeout=max(0.001, seconds))


class _Said(NamedTuple):
    """One call of log_event, as cheap as it can be kept."""

    key: str
    at: float
    type: Any
    message: str
    data: Optional[str]  # JSON
    quiet: bool


class _Outbox:
    """What was said and is not yet spooled: bounded in number and bytes, errors kept longest."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._errors = deque()  # type: Deque[Tuple[int, _Said]]
        self._others = deque()  # type: Deque[Tuple[int, _Said]]
        self._bytes = 0
        self._number = itertools.count()
        # Reentrant, for a signal handler that logs an event while this thread is in here. Never held across I/O.
        self._lock = threading.RLock()
        self.dropped = 0

    def offer(self, said: _Said) -> None:
        with self._lock:
            self._bytes += self._size(said)
            (self._errors if said.type == "error" else self._others).append((next(self._number), said))
            while self._bytes > self._most_bytes or len(self._errors) + len(self._others) > self._most:
                self._bytes -= self._size((self._others or self._errors).popleft()[1])
                self.dropped += 1

    def take(self, most: int) -> List[_Said]:
        """The oldest, in the order in which they were said."""
        taken = []
        with self._lock:
            while len(taken) < most and (self._errors or self._others):
                older = self._errors
                if not older or self._others and self._others[0][0] < older[0][0]:
                    older = self._others
                said = older.popleft()[1]
                self._bytes -= self._size(said)
                taken.append(said)
        return taken

    def take_drops(self) -> int:
        with self._lock:
            drops, self.dropped = self.dropped, 0
        return drops

    def __len__(self) -> int:
        return len(self._errors) + len(self._others)

    @staticmethod
    def _size(said: _Said) -> int:
        return 200 + len(said.message) + (len(said.data) if said.data else 0)


# --- the spool


class _Row(NamedTuple):
    key: str
    at: float
    important: int
    body: str  # the event as JSON


class _Spool:
    """What is not yet sent: in a SQLite file while that can be written, else in a SQLite database in memory.

    Used by the spooler and the sender; no method raises sqlite3.Error or OSError. Over a fork the file is closed.
    """

    _SCHEMA = """
        CREATE TABLE IF NOT EXISTS spool (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
            at REAL NOT NULL, important INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS spool_drop ON spool (important, id);
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        INSERT OR IGNORE INTO meta VALUES ('dropped', 0), ('told', 0);
    """
    _MARK = 0x526F6C6C  # application_id: the file is a spool, not somebody's database

    def __init__(self, path: str, limit: int, voice: _Voice) -> None:
        self.path = path
        self.limit = limit
        self.lock = threading.Lock()
        self._voice = voice
        self._disk = None  # type: Optional[sqlite3.Connection]
        self._opened = None  # type: Optional[Tuple[int, int]]
        self._memory = None  # type: Optional[sqlite3.Connection]
        self._in_memory = False
        self._retry_at = 0.0
        self._settled = set()  # type: set  # keys that the server has and the file could not forget
        self.abandoned = []  # type: List[Any]

    def add(self, rows: List[_Row], drops: int = 0) -> None:
        """Stores the rows, on disk if that is possible; drops is what was lost before it came here."""
        with self.lock:
            if self._usable():
                try:
                    self._write(self._disk, rows, drops)
                    return
                except (sqlite3.Error, OSError) as problem:
                    self._fall_back(problem)
            self._write(self._held(), rows, drops)
            self._in_memory = True

    def batch(self, most: int, most_bytes: int) -> List[_Row]:
        """The oldest rows, the file's first."""
        with self.lock:
            for store in self._stores():
                rows, size = [], 0
                try:
                    query = "SELECT key, at, important, body FROM spool ORDER BY id LIMIT ?"
                    for row in map(_Row._make, store.execute(query, (most + len(self._settled),))):
                        size += len(row.body.encode("utf-8")) + 1
                        if rows and size > most_bytes or len(rows) == most:
                            break
                        if row.key not in self._settled:
                            rows.append(row)
                except sqlite3.Error as problem:
                    self._fall_back(problem)
                if rows:
                    return rows
            return []

    def settle(self, keys: Iterable[str]) -> None:
        """Forgets rows that the server has, or never will take."""
        with self.lock:
            keys = list(keys)
            for store in self._stores():
                try:
                    self._forget(store, keys)
                except (sqlite3.Error, OSError) as problem:
                    self._fall_back(problem)
                    there = "SELECT count(*) FROM spool WHERE key = ?"
                    self._settled.update(key for key in keys if self._one(store, there, key))

    def count(self) -> int:
        with self.lock:
            return sum(self._one(store, "SELECT count(*) FROM spool") for store in self._stores()) - len(self._settled)

    def drops(self) -> Tuple[int, int]:
        """How many rows were dropped ever, and how many of these the server was told about."""
        with self.lock:
            names = ("dropped", "told")
            values = [sum(self._one(s, "SELECT value FROM meta WHERE name = ?", n) for s in self._stores()) for n in names]
            return values[0], values[1]

    def tell(self, number: int, row: _Row) -> None:
        """Adds the row that tells the server of drops, and notes that it is told, in one transaction."""
        with self.lock:
            for store in self._stores():
                try:
                    self._begin(store)
                    store.execute("UPDATE meta SET value = value + ? WHERE name = 'told'", (number,))
                    self._insert(store, [row])
                    store.execute("COMMIT")
                    return
                except (sqlite3.Error, OSError) as problem:
                    self._fall_back(problem)

    def held(self) -> int:
        """How many rows are in memory alone."""
        with self.lock:
            return 0 if self._memory is None else self._one(self._memory, "SELECT count(*) FROM spool")

    def where(self) -> str:
        return "memory" if self._in_memory else "disk"

    def close(self) -> None:
        with self.lock:
            self._retire()

    def before_fork(self) -> bool:
        """Closes the file. SQLite keeps the process's locks in memory, which a child would inherit without having them.
        The lock is held until after the fork; False: a disk that stands still has it."""
        if not self.lock.acquire(timeout=0.5):
            return False
        self._retire()
        return True

    def after_fork(self, closed: bool) -> None:
        """In the child, which begins with nothing; without the file when that could not be closed."""
        self.abandoned += [self._disk, self._memory]  # neither used nor closed here
        self._disk = self._memory = None
        self._in_memory = False
        self._settled = set()
        self._retry_at = 0.0 if closed else math.inf
        self.lock = threading.Lock()

    def _usable(self) -> bool:
        """Whether the file can be written now; what memory held meanwhile is moved into it."""
        if self._disk is not None and self._identity() != self._opened:
            self._retire()  # somebody moved the file away: what is written there now, nobody would send
        if self._disk is not None and not self._in_memory:
            return True
        if time.monotonic() < self._retry_at:
            return False
        self._retry_at = time.monotonic() + DISK_RETRY_SECONDS
        try:
            if self._disk is None:
                self._disk = self._open()
                self._opened = self._identity()
            if self._memory is not None:
                held = [_Row._make(r) for r in self._memory.execute("SELECT key, at, important, body FROM spool ORDER BY id")]
                drops = self._one(self._memory, "SELECT value FROM meta WHERE name = 'dropped'")
                told = self._one(self._memory, "SELECT value FROM meta WHERE name = 'told'")
                self._write(self._disk, held, drops, told)
                self._memory.close()
                self._memory = None
            if self._settled:
                self._forget(self._disk, list(self._settled))
                self._settled = set()
            self._in_memory = False
            return True
        except (sqlite3.Error, OSError) as problem:
            self._fall_back(problem)
            return False

    def _open(self) -> sqlite3.Connection:
        folder = os.path.dirname(os.path.abspath(self.path))
        os.makedirs(folder, exist_ok=True)
        # The spool names students: for its owner alone. SQLite gives its other files the same mode.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        disk = sqlite3.connect(self.path, timeout=2.0, isolation_level=None, check_same_thread=False)
        try:
            disk.execute("BEGIN")  # one look: another process may be making it
            mark = disk.execute("PRAGMA application_id").fetchone()[0]
            tables = disk.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            disk.execute("COMMIT")
            if mark != self._MARK and tables:
                raise sqlite3.OperationalError("another program's database, which is left alone")
            if disk.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                disk.execute("PRAGMA journal_mode = WAL").fetchone()
            disk.execute("PRAGMA synchronous = FULL")
            disk.execute("PRAGMA secure_delete = ON")
            if mark != self._MARK:
                # Mark and tables together, or another process would find the one without the other.
                mark_it = "PRAGMA application_id = {};".format(self._MARK)
                disk.executescript("BEGIN IMMEDIATE;" + mark_it + self._SCHEMA + "COMMIT;")
            return disk
        except BaseException:
            disk.close()
            raise

    def _identity(self) -> Optional[Tuple[int, int]]:
        try:
            stat = os.stat(self.path)
            return stat.st_dev, stat.st_ino
        except OSError:
            return None

    def _retire(self) -> None:
        disk, self._disk = self._disk, None
        self._retry_at = 0.0
        if disk is not None:
            try:
                disk.close()
            except sqlite3.Error:  # the file keeps what was committed
                pass

    def _set_aside(self) -> None:
        """A broken spool must not keep the next events in memory for ever; nothing is deleted."""
        if not os.path.basename(self.path).startswith("rollcall-spool-"):
            return  # a name that somebody gave: perhaps it is not a spool at all
        aside = "{}.broken-{:.0f}".format(self.path, time.time())
        for ending in ("", "-wal", "-shm"):
            try:
                os.replace(self.path + ending, aside + ending)
            except OSError:  # not there
                pass
        logger.error("the spool %s is broken; it is now %s and a new one is begun", self.path, aside)

    def _held(self) -> sqlite3.Connection:
        if self._memory is None:
            self._memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            self._memory.executescript(self._SCHEMA)
        return self._memory

    def retry(self, now: bool = False) -> None:
        """Moves what is in memory to the file, if that is possible again."""
        with self.lock:
            if now:
                self._retry_at = min(self._retry_at, 0.0) if self._retry_at != math.inf else math.inf
            self._usable()

    def _fall_back(self, problem: Exception) -> None:
        # Another process has the file for a moment, when it opens or closes it: not worth a word unless it goes on.
        busy = "locked" in str(problem)
        brief = busy and not self._in_memory
        self._in_memory = True
        self._retry_at = time.monotonic() + (0.05 if busy else DISK_RETRY_SECONDS)
        if self._disk is not None:
            try:
                if self._disk.in_transaction:
                    self._disk.execute("ROLLBACK")
            except sqlite3.Error:  # then it is not in one any more
                pass
        words = str(problem)
        if "not a database" in words or "malformed" in words:
            self._retire()
            self._set_aside()
            return
        if brief:
            return
        self._voice.say("spool", "cannot write the spool %s (%s): events are kept in memory only", self.path, problem,
                        level=logging.ERROR)  # fmt: skip

    def _stores(self) -> List[sqlite3.Connection]:
        self._usable()
        return [store for store in (self._disk, self._memory) if store is not None]

    @staticmethod
    def _begin(store: sqlite3.Connection) -> None:
        store.execute("BEGIN IMMEDIATE")

    @staticmethod
    def _insert(store: sqlite3.Connection, rows: List[_Row]) -> None:
        store.executemany("INSERT OR IGNORE INTO spool (key, at, important, body) VALUES (?, ?, ?, ?)", rows)

    def _write(self, store: Any, rows: List[_Row], drops: int, told: int = 0) -> None:
        self._begin(store)
        self._insert(store, rows)
        excess = max(0, self._one(store, "SELECT count(*) FROM spool", strict=True) - self.limit)
        if store is self._memory:
            while self._one(store, "SELECT total(length(body)) FROM (SELECT body FROM spool ORDER BY important DESC, id DESC"
                                   " LIMIT max(0, (SELECT count(*) FROM spool) - ?))", excess) > MEMORY_BYTES:  # fmt: skip
                excess += 100
        if excess:
            drops += store.execute("DELETE FROM spool WHERE id IN (SELECT id FROM spool ORDER BY important, id LIMIT ?)",
                                   (excess,)).rowcount  # fmt: skip
        if drops or told:
            store.execute("UPDATE meta SET value = value + CASE name WHEN 'told' THEN ? ELSE ? END", (told, drops))
        store.execute("COMMIT")

    def _forget(self, store: sqlite3.Connection, keys: List[str]) -> None:
        self._begin(store)
        store.executemany("DELETE FROM spool WHERE key = ?", [(key,) for key in keys])
        store.execute("COMMIT")

    @staticmethod
    def _one(store: Any, query: str, *values: Any, strict: bool = False) -> int:
        try:
            row = store.execute(query, values).fetchone()
            return int(row[0]) if row else 0
        except sqlite3.Error:
            if strict:
                raise
            return 0


class _Lease:
    """One process at a time sends from a spool. The lock goes with the process, however it ends."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle = None  # type: Optional[int]

    def take(self) -> bool:
        if fcntl is None:
            return True
        try:
            self._handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:  # no place for a lock: the keys keep the events single
            return True
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            self.give()
            return False
        except OSError:
            return True

    def give(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_UN)  # also for a child that was forked just before it was taken
            except OSError:  # closing does it as well
                pass
            os.close(handle)

    def abandon(self) -> None:
        """In a forked child: the lock stays the parent's."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


# --- HTTP, to the configured address alone


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body if it is JSON, else None."""
        if "json" not in (self.headers.get("Content-Type") or "").lower():
            return None
        try:
            return json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            return None


class _Http:
    """One kept connection, for one thread. Follows no redirect and asks no proxy: the password goes nowhere else."""

    def __init__(self, settings: _Settings, timeout: float) -> None:
        parts = urllib.parse.urlsplit(settings.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("ROLLCALL_URL is not an address; good: http://127.0.0.1:8888 or https://school.example/monitor")
        if ":" in settings.user:
            raise ValueError("ROLLCALL_USER must not contain a colon")
        self.host = parts.hostname
        self.plain = parts.scheme == "http"
        self._port = parts.port or (80 if self.plain else 443)
        self._base = urllib.parse.quote(parts.path.rstrip("/"), safe="/%") + "/"
        self._timeout = timeout
        self._context = None if self.plain else ssl.create_default_context()
        self._headers = {"User-Agent": "rollcall-python/" + __version__, "Accept": "application/json"}
        if settings.password:
            login = "{}:{}".format(settings.user, settings.password).encode("utf-8")
            self._headers["Authorization"] = "Basic " + base64.b64encode(login).decode("ascii")
        self._connection = None  # type: Optional[http.client.HTTPConnection]
        self._socket = None  # type: Optional[socket.socket]
        self.stood = False  # the last connection that was tried
        self._used_at = 0.0
        self.deadline = math.inf

    @property
    def loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def request(self, method: str, path: str, body: Optional[str] = None, most_seconds: float = MOST_SEND_SECONDS) -> _Answer:
        """Asks once, and once more when a kept connection turned out to be closed. Raises OSError or HTTPException."""
        self.deadline = time.monotonic() + most_seconds
        try:
            if time.monotonic() - self._used_at > 10.0:  # before the server closes it
                self.close()
            kept = self._connection is not None
            try:
                return self._exchange(method, path, body)
            except (http.client.RemoteDisconnected, ConnectionError):
                self.close()
                if not kept or time.monotonic() >= self.deadline:
                    raise
                return self._exchange(method, path, body)
        except BaseException:
            self.close()
            raise
        finally:
            self.deadline = math.inf
            self._used_at = time.monotonic()

    def open(self, path: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """The answer with its body still to come."""
        self.close()
        return self._begin("GET", path, None, headers)

    def _exchange(self, method: str, path: str, body: Optional[str]) -> _Answer:
        response = self._begin(method, path, body, {})
        known = response.length is not None and response.length <= MOST_ANSWER
        content = response.read() if known else response.read(MOST_ANSWER)
        if response.will_close or not response.isclosed():
            self.close()
        return _Answer(response.status, response.headers, content)

    def _begin(self, method: str, path: str, body: Optional[str], more: Mapping[str, str]) -> http.client.HTTPResponse:
        connection = self._connection
        if connection is None:
            self.stood = False
            if self.plain:
                connection = http.client.HTTPConnection(self.host, self._port, timeout=self._timeout)
            else:
                connection = http.client.HTTPSConnection(self.host, self._port, timeout=self._timeout, context=self._context)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection, self._socket = connection, connection.sock
            self.stood = True
        headers = dict(self._headers, **more)
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, self._base + path, None if body is None else body.encode("utf-8"), headers)
        return connection.getresponse()

    def interrupt(self) -> None:
        """From another thread: ends what is being waited for."""
        held = self._socket
        if held is not None:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself
                pass

    def close(self) -> None:
        connection, self._connection, self._socket = self._connection, None, None
        if connection is not None:
            connection.close()


def _date(header: Optional[str]) -> Optional[float]:
    """The time of an HTTP date, in seconds since 1970."""
    try:
        return email.utils.parsedate_to_datetime(header).timestamp() if header else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


class _Skew:
    """How far this station's clock is ahead of the server's, in seconds: the median of what the Date headers say."""

    def __init__(self) -> None:
        self._seen = deque(maxlen=9)  # type: Deque[float]

    def note(self, date: Optional[str], before: float, after: float) -> None:
        server = _date(date)
        if server is not None and 0 <= after - before < 2.0:
            self._seen.append((before + after) / 2 - (server + 0.5))  # the header has whole seconds

    def seconds(self) -> Optional[float]:
        """Positive when the station is ahead; within a second. None before the first answer."""
        seen = sorted(self._seen)
        return round(seen[len(seen) // 2], 1) if seen else None


class _Vitals:
    """How the machine fares, as far as /proc and /sys tell; what cannot be known is left out."""

    def __init__(self) -> None:
        self._cpu = None  # type: Optional[Tuple[int, int]]

    def read(self, folder: str) -> Dict[str, Any]:
        found = {"version": "realtime_monitor.py/" + __version__}  # type: Dict[str, Any]
        readings = (("cpu_percent", self._cpu_percent), ("memory_percent", self._memory_percent),
                    ("temperature_c", self._temperature), ("disk_percent", lambda: self._disk_percent(folder)))  # fmt: skip
        for name, reading in readings:
            try:
                value = reading()
                if value is not None:
                    found[name] = round(value, 1)
            except (OSError, ValueError, LookupError, ZeroDivisionError):  # not this kind of machine
                pass
        return found

    def _cpu_percent(self) -> Optional[float]:
        with open("/proc/stat", encoding="ascii") as stat:
            ticks = [int(word) for word in stat.readline().split()[1:9]]
        now, before = (sum(ticks), ticks[3] + ticks[4]), self._cpu
        self._cpu = now
        if before is None or now[0] <= before[0]:
            return None
        return min(100.0, max(0.0, 100.0 * (1 - (now[1] - before[1]) / (now[0] - before[0]))))

    @staticmethod
    def _memory_percent() -> float:
        with open("/proc/meminfo", encoding="ascii") as lines:
            sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        return 100.0 * (1 - sizes["MemAvailable"] / sizes["MemTotal"])

    @staticmethod
    def _temperature() -> float:
        with open("/sys/class/thermal/thermal_zone0/temp", encoding="ascii") as text:
            return int(text.read()) / 1000

    @staticmethod
    def _disk_percent(folder: str) -> float:
        usage = shutil.disk_usage(folder if os.path.isdir(folder) else os.sep)
        return 100.0 * usage.used / usage.total


# --- the sender


class _BatchLimit:
    """How much is sent at once: what the line lets through in time. It follows from what was sent, not from what was
    allowed, so a few small events say nothing about a large batch."""

    def __init__(self) -> None:
        self.rows, self.bytes = BATCH_ROWS, BATCH_BYTES

    def was_too_much(self, rows: int, size: int) -> None:
        """So much did not get through in time: the next batch has half of it."""
        self.rows, self.bytes = max(1, rows // 2), max(1, size // 2)

    def was_easy(self, rows: int, size: int) -> None:
        """So much got through, and more would have: the next batch may have twice of it."""
        self.rows = min(BATCH_ROWS, max(self.rows, 2 * rows))
        self.bytes = min(BATCH_BYTES, max(self.bytes, 2 * size))


class _Sender:
    """Beats, tells component states and drains the spool, on a thread of its own. Nothing else talks to the server
    in the station's name."""

    def __init__(self, settings: _Settings, spool: _Spool, voice: _Voice) -> None:
        self._settings = settings
        self._spool = spool
        self._voice = voice
        self._vitals = _Vitals()
        self._lease = _Lease(spool.path + ".lock")
        self._http = None  # type: Optional[_Http]
        self._next_try = 0.0
        self._next_beat = 0.0
        self._backoff = FIRST_BACKOFF
        self._limit = _BatchLimit()
        self._too_much = False  # whether what was last said did not get through in time
        self._undated = set()  # type: set  # keys of the batch whose events go without their time
        self._changed = {}  # type: Dict[str, bool]  # components whose state is not yet told
        self.components = {}  # type: Dict[str, Tuple[str, Optional[str]]]
        self.beating = False
        self.bell = _Bell()
        self.skew = _Skew()
        self.stop_at = None  # type: Optional[float]
        self.counts = Counter()  # type: Counter
        self.spooled = 0
        self.trouble = None  # type: Optional[str]

    def successor(self) -> "_Sender":
        other = _Sender(self._settings, self._spool, self._voice)
        other.components, other.counts, other.skew = self.components, self.counts, self.skew
        other._changed = self._changed
        return other

    def tell(self, component: str, status: str, details: Optional[str]) -> None:
        known = self.components.get(component)
        if known is None and len(self.components) >= 100:
            self._voice.say("components", "more than 100 components; %s is left out", component)
            return
        self.components[component] = (status, details)
        if known != (status, details):
            self._changed[component] = True
            self.bell.ring()

    def beat_now(self) -> None:
        self._next_beat = 0.0
        self.beating = True
        self.bell.ring()

    def run(self) -> None:
        while True:
            stopping = self.stop_at is not None
            try:
                wait = self._turn()
            except Exception:  # a defect must not end the reporting
                logger.exception("sending to Rollcall failed")
                wait = self._fail("a defect")
            if stopping:  # this turn began after the last event was spooled
                break
            self.bell.wait(wait)
        if self._http is not None:
            self._http.close()

    def watch(self) -> None:
        """Called by the spooler: ends an exchange that drips on for ever."""
        held = self._http
        if held is not None and time.monotonic() > held.deadline:
            held.interrupt()

    def interrupt(self) -> None:
        if self._http is not None:
            self._http.interrupt()

    def abandon(self) -> None:
        """In a forked child: the lock is the parent's, and so is the connection."""
        self._lease.abandon()

    def _turn(self) -> float:
        """Does what is due; gives the seconds until something is."""
        now = time.monotonic()
        if now < self._next_try:
            return self._next_try - now
        if self._http is None:
            try:
                self._http = _Http(self._settings, SEND_SECONDS)
            except ValueError as problem:
                self._voice.say("url", "cannot report to Rollcall: %s", problem, level=logging.ERROR)
                return self._fail(str(problem), REFUSED_BACKOFF)
            if self._http.plain and not self._http.loopback:
                logger.warning("the password goes unencrypted to %s; https would protect it", self._http.host)
        due = self._is_due()
        if not self._beat(due) or not self._drain(due):
            return max(0.0, self._next_try - time.monotonic())
        if not self.beating:
            return 60.0
        return max(0.0, self._next_beat - time.monotonic())

    def _is_due(self) -> bool:
        return self.beating and time.monotonic() >= self._next_beat

    def _beat(self, due: bool) -> bool:
        """A heartbeat and every component's state when due; else what has changed. False: back off."""
        if due:
            vitals = self._vitals.read(os.path.dirname(os.path.abspath(self._spool.path)))
            self.spooled = self._spool.count()
            vitals["queue_length"] = self.spooled
            if self.skew.seconds() is not None:
                vitals["clock"] = self.skew.seconds()
            answer = self._ask("POST", "api/heartbeat", json.dumps(vitals), optional=True)
            if answer is None:
                return False
            # Also when events have to wait: a try to send them is no heartbeat. Not all stations at once.
            self._next_beat = time.monotonic() + BEAT_SECONDS * random.uniform(0.95, 1.05)
            self._changed.update((name, True) for name in list(self.components))
        while self._changed:
            name = list(self._changed)[0]  # one step, so that nobody changes it meanwhile
            self._changed.pop(name, None)  # before reading: a change meanwhile is told again
            status, details = self.components[name]
            body = json.dumps({"status": status} if details is None else {"status": status, "details": details})
            if self._ask("PUT", "api/components/" + name, body, optional=True) is None:
                self._changed[name] = True
                return False
        return True

    def _drain(self, beaten: bool) -> bool:
        """Sends what is spooled, with what is due between the batches; beaten says that the server has just taken a
        heartbeat. False: back off."""
        if not self._spool.batch(1, 1):
            self.spooled = 0
            self._is_well()
            return True
        if not self._lease.take():
            if beaten:
                self._is_well()
            self._next_try = time.monotonic() + 0.5  # another process is sending
            return False
        try:
            while self.stop_at is None or time.monotonic() < self.stop_at:
                rows = self._spool.batch(self._limit.rows, self._limit.bytes)
                if not rows:
                    self.spooled = 0
                    self._is_well()
                    return self._tell_drops()
                if not self._deliver(rows):
                    return False
                self._is_well()
                if not self._beat(self.stop_at is None and self._is_due()):
                    return False
            return False
        finally:
            self.spooled = self._spool.count()
            self._lease.give()

    def _tell_drops(self) -> bool:
        dropped, told = self._spool.drops()
        number = dropped - told
        if number > 0 and self.stop_at is None:
            message = "{} events were dropped at the station: its spool was full".format(number)
            event = {"type": "warning", "message": message, "data": {"dropped": number}}
            self._spool.tell(number, _row("drops:" + uuid.uuid4().hex, time.time(), event))
            self.bell.ring()
        return True

    def _deliver(self, rows: List[_Row]) -> bool:
        """Sends the rows; splits what is too large or has a fault in it, until the culprit is alone."""
        self._undated = set()
        parts = [rows]
        while parts:
            part = parts.pop()
            answer = self._ask_for(part)
            if answer is None:
                return False
            verdict = answer.json()
            refused = self._refused(verdict, len(part)) if isinstance(verdict, dict) else {}
            again = [i for i in refused if self._is_for_its_time(part[i], answer)]
            self._undated.update(part[i].key for i in again)
            if answer.status == 200:
                if not self._complete(verdict, len(part), refused):
                    self._voice.say("contract", "%s answers, but not as Rollcall does: events are kept", self._settings.url)
                    self._fail("not a Rollcall")
                    return False
                self.counts["sent"] += verdict["accepted"]
                self.counts["duplicates"] += verdict["duplicates"]
                parts += self._settle(part, refused, again)
            elif answer.status == 422 and refused:
                parts += self._settle(part, refused, [i for i in range(len(part)) if i in again or i not in refused])
            elif len(part) > 1:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]
            elif answer.status == 413 or verdict is not None:
                reason = verdict.get("detail") if isinstance(verdict, dict) else None
                self._drop(part, {0: _text_of(reason or "HTTP {}".format(answer.status), 300)})
                self._spool.settle([part[0].key])
            else:  # a 400 that is not JSON comes from something in between, not from Rollcall
                self._voice.say("contract", "%s answers %d, but not as Rollcall does: events are kept",
                                self._settings.url, answer.status)  # fmt: skip
                self._fail("not a Rollcall")
                return False
        return True

    def _ask_for(self, part: List[_Row]) -> Optional[_Answer]:
        """The answer to these rows; learns from it how much may be sent at once."""
        size = sum(len(row.body.encode("utf-8")) + 1 for row in part)
        began = time.monotonic()
        answer = self._ask("POST", "api/events", "[" + ",".join(map(self._dated, part)) + "]")
        if self._too_much:
            self._limit.was_too_much(len(part), size)
        elif answer is not None and (size < SMALL_BYTES or time.monotonic() - began < SEND_SECONDS / 3):
            self._limit.was_easy(len(part), size)
        return answer

    def _settle(self, part: List[_Row], refused: Mapping[int, str], again: List[int]) -> List[List[_Row]]:
        """Settles the part but what is to be sent again, which is the next part."""
        kept = set(again)
        self._drop(part, {index: reason for index, reason in refused.items() if index not in kept})
        self._spool.settle(row.key for index, row in enumerate(part) if index not in kept)
        return [[part[index] for index in sorted(kept)]] if kept else []

    def _is_for_its_time(self, row: _Row, answer: _Answer) -> bool:
        """Whether it may have been refused because it is too far ahead of the server's clock, by that very answer: the
        measured skew may be old, or there is none yet. The event counts more than its time, so it is sent once more
        without."""
        server = _date(answer.headers.get("Date"))
        return server is not None and row.at - server >= FAR_AHEAD and row.key not in self._undated

    def _dated(self, row: _Row) -> str:
        """The row's event; without its time when the server would refuse it for that."""
        skew = self.skew.seconds()
        if skew is not None and row.at - (time.time() - skew) >= FAR_AHEAD:
            self._undated.add(row.key)
        if row.key not in self._undated:
            return row.body
        event = json.loads(row.body)
        event["data"] = dict(event.get("data") or {}, station_time=event.pop("timestamp", None))
        return json.dumps(event, ensure_ascii=False)

    @staticmethod
    def _refused(verdict: Mapping[str, Any], size: int) -> Dict[int, str]:
        items = verdict.get("refused")
        found = {}
        for item in items if isinstance(items, list) else []:
            index = item.get("index") if isinstance(item, dict) else None
            if type(index) is int and 0 <= index < size:
                found[index] = _text_of(item.get("reason"), 300)
        return found

    @staticmethod
    def _complete(verdict: Any, size: int, refused: Mapping[int, str]) -> bool:
        if not isinstance(verdict, dict):
            return False
        numbers = verdict.get("accepted"), verdict.get("duplicates")
        return all(type(n) is int and n >= 0 for n in numbers) and sum(numbers) + len(refused) == size

    def _drop(self, part: List[_Row], refused: Mapping[int, str]) -> None:
        for index, reason in refused.items():
            self.counts["refused"] += 1
            logger.warning("Rollcall refused an event, which is dropped: %s: %s", json.dumps(reason), part[index].body[:200])

    def _ask(self, method: str, path: str, body: str, optional: bool = False) -> Optional[_Answer]:
        """The answer, if it is about what was sent; None, with the back-off set, if it is about the server."""
        before, began = time.time(), time.monotonic()
        line = self._http  # type: Any
        try:
            answer = line.request(method, path, body)
        except (OSError, http.client.HTTPException) as problem:
            # When half of the time was over, whichever side gave it up: also one that was cut off while it was read. Not
            # when nobody answered the call: that had nothing to do with what was to be said.
            self._too_much = line.stood and time.monotonic() - began > SEND_SECONDS / 2
            self._fail("{}: {}".format(type(problem).__name__, problem))
            self._voice.say("offline", "cannot reach Rollcall at %s (%s); %s", self._settings.url, self.trouble,
                            "events are kept")  # fmt: skip
            return None
        self.skew.note(answer.headers.get("Date"), before, time.time())
        status = answer.status
        self._too_much = status == 408
        if status in (401, 403):
            self._fail("HTTP {}".format(status), REFUSED_BACKOFF)
            self._voice.say("login", "Rollcall does not let %r report (HTTP %d); events are kept. Check ROLLCALL_USER and "
                            "ROLLCALL_STATION_PASSWORD", self._settings.user, status)  # fmt: skip
            return None
        if status in (408, 429) or status >= 500:
            self._fail("HTTP {}".format(status), retry_after=answer.headers.get("Retry-After"))
            self._voice.say("busy", "Rollcall cannot take events now (HTTP %d); they are kept", status)
            return None
        if status in (200, 201, 202, 204) or status in (400, 413, 422):
            if optional and status >= 400:
                self._voice.say(path, "Rollcall refused %s %s (HTTP %d): %s", method, path, status, _detail(answer))
            return answer
        self._voice.say("path", "%s %s at %s is HTTP %d; is ROLLCALL_URL right?", method, path, self._settings.url, status)
        if optional and status in (404, 405):  # it may take events all the same
            return answer
        self._fail("HTTP {}".format(status), REFUSED_BACKOFF)
        return None

    def _is_well(self) -> None:
        """The server takes what there is: the next failure is the first of its kind."""
        self._backoff = FIRST_BACKOFF
        self.trouble = None

    def _fail(self, trouble: str, least: float = 0.0, retry_after: Optional[str] = None) -> float:
        self.trouble = trouble
        self.counts["failures"] += 1
        wait = max(least, self._backoff) * random.uniform(0.5, 1.0)
        self._backoff = min(MOST_BACKOFF, 2 * self._backoff)
        asked = _retry_after(retry_after)
        if asked is not None:  # never sooner than asked, and not all at once
            wait = min(MOST_RETRY_AFTER, asked) * random.uniform(1.0, 1.2)
        self._next_try = time.monotonic() + wait
        return wait


def _retry_after(header: Optional[str]) -> Optional[float]:
    """Seconds, from a number or an HTTP date."""
    if not header:
        return None
    if re.match(r"\s*[0-9]{1,9}\s*\Z", header):
        return float(header)
    date = _date(header)
    return None if date is None else max(0.0, date - time.time())


def _detail(answer: _Answer) -> str:
    """The reason in a problem document, on one line; empty when there is none."""
    problem = answer.json()
    words = _text_of(problem.get("detail") or "", 300) if isinstance(problem, dict) else ""
    return "".join(c if c.isprintable() else " " for c in words)


def _row(key: str, at: float, event: Dict[str, Any]) -> _Row:
    body = dict(event, timestamp=_iso(at), key=key)
    return _Row(key, at, int(event["type"] == "error"), json.dumps(body, ensure_ascii=False))


# --- the stream


class _Listener:
    """Reads the stream for the subscribers; without it they hear what this process reports.

    One thread reads, another calls: a slow callback holds up neither the stream's heartbeat nor the spooler.
    """

    def __init__(self, settings: _Settings, voice: _Voice) -> None:
        self._settings = settings
        self._voice = voice
        self._lock = threading.RLock()
        self._callbacks = []  # type: List[Callback]
        self._inbox = queue.Queue(1_000)  # type: queue.Queue
        self._stop = threading.Event()
        self._threads = []  # type: List[threading.Thread]
        self._http = None  # type: Optional[_Http]
        self._told = OrderedDict()  # type: OrderedDict  # own events that were heard before the server had them
        self._last_id = None  # type: Optional[str]
        self._retry = 3.0
        self.live = False

    def subscribe(self, callback: Callback) -> None:
        with self._lock:
            if callback not in self._callbacks:
                self._callbacks = self._callbacks + [callback]
            self.resume()

    def resume(self) -> None:
        with self._lock:
            if self._callbacks and not self._threads:
                self._stop = threading.Event()
                self._inbox = queue.Queue(1_000)
                work = ((self._read, "rollcall-stream"), (self._call, "rollcall-subscribers"))
                self._threads = [
                    threading.Thread(target=target, args=(self._stop, self._inbox), name=name, daemon=True)
                    for target, name in work
                ]
                for thread in self._threads:
                    thread.start()

    def unsubscribe(self, callback: Callback) -> None:
        with self._lock:
            self._callbacks = [other for other in self._callbacks if other != callback]
            if not self._callbacks:
                self.stop()

    def stop(self) -> None:
        with self._lock:
            self._stop.set()
            self._threads = []
            self.live = False
            if self._http is not None:
                self._http.interrupt()

    def wanted(self) -> bool:
        return bool(self._callbacks) and not self.live

    def local(self, kind: str, data: Dict[str, Any]) -> None:
        """Something of our own, while the stream is not there."""
        if not self.wanted():
            return
        if kind == "event":
            self._told[self._name(data)] = True
            if len(self._told) > 10_000:
                self._told.popitem(last=False)
        try:
            self._inbox.put_nowait((kind, data))
        except queue.Full:
            self._voice.say("inbox", "the subscribers are slow: news for them was dropped")

    def _call(self, stop: threading.Event, inbox: queue.Queue) -> None:
        while not stop.is_set():
            try:
                kind, data = inbox.get(timeout=1.0)
            except queue.Empty:
                continue
            for callback in self._callbacks:
                try:
                    callback(kind, data)
                except Exception:  # theirs; it must not end ours
                    logger.exception("a subscriber failed at %s", kind)

    def _read(self, stop: threading.Event, inbox: queue.Queue) -> None:
        failures = 0
        while not stop.is_set():
            pause = self._retry
            try:
                self._follow(stop, inbox)
                failures = 0
            except PermissionError as problem:
                self._voice.say("viewer", "no stream for %r (%s): subscribers hear only this station's own events. "
                                "Give the login the role viewer", self._settings.user, problem)  # fmt: skip
                pause = REFUSED_BACKOFF
            except (OSError, ValueError, http.client.HTTPException) as problem:
                failures = 1 if self.live else failures + 1
                pause = min(MOST_BACKOFF, 2.0 ** min(failures, 5))
                if not stop.is_set():
                    self._voice.say("stream", "the stream of %s broke off (%s)", self._settings.url, problem)
            except Exception:  # a defect must not end the listening
                logger.exception("listening to Rollcall failed")
            if stop is self._stop:
                self.live = False
            stop.wait(pause * random.uniform(0.5, 1.0))

    def _follow(self, stop: threading.Event, inbox: queue.Queue) -> None:
        held = _Http(self._settings, STREAM_SILENCE)
        self._http = held
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if self._last_id is not None:
            headers["Last-Event-ID"] = self._last_id
        try:
            response = held.open("api/stream", headers)
            if response.status in (401, 403):
                raise PermissionError("HTTP {}".format(response.status))
            if response.status != 200 or "text/event-stream" not in (response.headers.get("Content-Type") or ""):
                raise OSError("HTTP {}".format(response.status))
            if stop.is_set():
                return
            self.live = True
            for last_id, text in self._messages(response):
                if stop.is_set():
                    return
                self._take(text, stop, inbox)
                self._last_id = last_id  # after it was handed on
        finally:
            held.close()

    def _messages(self, lines: Any) -> Iterable[Tuple[Optional[str], str]]:
        """The frames of an event stream, as WHATWG defines it, with the last id so far."""
        data, last_id = [], self._last_id  # type: List[str], Optional[str]
        while True:
            raw = lines.readline(16 * 1024 * 1024)
            if not raw.endswith(b"\n"):
                return  # the end, or an unfinished line, which does not count
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if not line:
                if data:
                    yield last_id, "\n".join(data)
                data = []
                continue
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "data":
                data.append(value)
            elif field == "id" and "\0" not in value:
                last_id = value
            elif field == "retry" and value.isdigit():
                self._retry = min(MOST_BACKOFF, int(value) / 1000)

    def _take(self, text: str, stop: threading.Event, inbox: queue.Queue) -> None:
        try:
            message = json.loads(text)
            kind, data = message["type"], message.get("data")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._voice.say("frame", "a frame of the stream is not as Rollcall writes it")
            return
        if kind == "keepalive" or kind == "event" and self._told and self._told.pop(self._name(data), False):
            return
        while not stop.is_set():
            try:
                inbox.put((kind, data), timeout=1.0)
                return
            except queue.Full:  # the stream waits for the subscribers; the server does not mind
                continue

    @staticmethod
    def _name(event: Mapping[str, Any]) -> Tuple[Any, Any, Optional[int]]:
        """What tells an own event when it comes back; the server has its own id and may write the offset otherwise."""
        try:
            stamp = str(event.get("timestamp")).replace("Z", "+00:00")
            stamp = re.sub(r"\.(\d{1,6})\d*", lambda m: "." + m.group(1).ljust(6, "0"), stamp)
            at = round(datetime.datetime.fromisoformat(stamp).timestamp() * 1000)  # type: Optional[int]
        except (ValueError, OverflowError):
            at = None
        return event.get("type"), event.get("message"), at


# --- reading calls


class _Reader:
    """Asks the server for what it knows, for at most READ_SECONDS; None when it does not say.

    Each question has a thread of its own, because looking a name up can take longer than any time limit of a socket.
    """

    def __init__(self, settings: _Settings, voice: _Voice) -> None:
        self._settings = settings
        self._voice = voice
        self._free = threading.BoundedSemaphore(8)
        self._not_before = 0.0

    def get(self, path: str, kind: type) -> Any:
        try:
            if time.monotonic() < self._not_before or not self._free.acquire(False):
                return None
            answers = queue.Queue(1)  # type: queue.Queue
            try:
                threading.Thread(target=self._ask, args=(path, answers), name="rollcall-read", daemon=True).start()
            except RuntimeError:  # no thread to be had: the interpreter is ending
                self._free.release()
                return None
            try:
                answer = answers.get(timeout=READ_SECONDS)
            except queue.Empty:
                answer = OSError("no answer in {} s".format(READ_SECONDS))
            if isinstance(answer, kind):
                return answer
            refused = isinstance(answer, PermissionError)
            self._not_before = time.monotonic() + (SAY_AGAIN_SECONDS if refused else DISK_RETRY_SECONDS)
            self._voice.say("read", "Rollcall does not answer %s for %r (%s): the answer is what this process knows%s", path,
                            self._settings.user, answer, ". Give the login the role viewer" if refused else "")  # fmt: skip
        except Exception:  # a reading call never raises
            logger.exception("cannot read %s", path)
        return None

    def _ask(self, path: str, answers: queue.Queue) -> None:
        try:
            held = _Http(self._settings, READ_SECONDS)
            try:
                answer = held.request("GET", path, most_seconds=READ_SECONDS)
            finally:
                held.close()
            if answer.status in (401, 403):
                answers.put(PermissionError("HTTP {}".format(answer.status)))
            else:
                answers.put(answer.json() if answer.status == 200 else OSError("HTTP {}".format(answer.status)))
        except Exception as problem:  # goes to the caller's thread, which says it
            answers.put(problem)
        finally:
            self._free.release()


class _Counts:
    """How often something was in each minute, or on each day, by its number. Neither the order nor a clock that jumps
    matters: above the bound the one that is farthest from now is forgotten. One thread counts, others may read."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts = Counter()  # type: Counter

    def add(self, number: int, now: int) -> None:
        self._counts[number] += 1
        if len(self._counts) > self._most:
            del self._counts[max(self._counts, key=lambda other: abs(other - now))]

    def sum(self, first: int, last: int) -> int:
        return sum(self._counts.get(number, 0) for number in range(first, last + 1))


class _Tally:
    """What this process itself reported; the spooler counts, callers read."""

    _DAYS = 5

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.last = {}  # type: Dict[str, str]
        self._clock = clock
        self._scans_by_day = _Counts(self._DAYS)
        self._syncs_by_day = _Counts(self._DAYS)
        self._scans_by_minute = _Counts(120)  # an hour on each side of now

    def note(self, kind: str, at: float) -> None:
        self.last[kind] = _iso(at)
        if len(self.last) > 100:
            self.last.pop(next(iter(self.last)))
        now = self._clock()
        if kind == "scan":
            self._scans_by_day.add(_day(at), _day(now))
            self._scans_by_minute.add(int(at // 60), int(now // 60))
        elif kind == "sync":
            self._syncs_by_day.add(_day(at), _day(now))

    def scans_today(self) -> int:
        today = _day(self._clock())
        return self._scans_by_day.sum(today, today)

    def syncs_today(self) -> int:
        today = _day(self._clock())
        return self._syncs_by_day.sum(today, today)

    def scans_last_hour(self) -> int:
        now = int(self._clock() // 60)
        return self._scans_by_minute.sum(now - 59, now)


def _day(at: float) -> int:
    return datetime.date.fromisoformat(_iso(at)[:10]).toordinal()


# --- the monitor


class RealtimeMonitor:
    """Reports this station to Rollcall and answers what Rollcall knows. Use get_monitor(), which makes one.

    All methods may be called from any thread; none raises. db_path is the attendance database of the old calls: it is not
    opened; the spool lies beside it, as rollcall-spool-<user>.db, unless spool names another file. max_events is how many
    of its own events the process keeps for answers without a server.
    """

    def __init__(
        self,
        db_path: Optional[str] = None,
        max_events: int = 100,
        *,
        url: Optional[str] = None,
        user: Optional[str] = None,
        password: Optional[str] = None,
        spool: Optional[str] = None,
        spool_rows: int = SPOOL_ROWS
    ) -> None:
        self._settings = _settings(url, user, password)
        folder = os.path.dirname(os.path.abspath(os.fspath(db_path))) if db_path else os.path.abspath("data")
        name = "rollcall-spool-{}.db".format(_NOT_NAME.sub("-", self._settings.user)[:64])
        path = os.path.abspath(os.fspath(spool)) if spool else os.path.join(folder, name)
        self._max_events = max(1, max_events)
        self._folder = folder
        self._began = time.time()
        self._began_monotonic = time.monotonic()
        self._voice = _Voice()
        self._spool = _Spool(path, max(1, spool_rows), self._voice)
        self._reader = _Reader(self._settings, self._voice)
        self._recent = deque(maxlen=self._max_events)  # type: Deque[_Said]
        self._tally = _Tally()
        self._fresh()
        _monitors.add(self)

    def _fresh(self) -> None:
        """What a process has for itself: at the start, and again in a forked child."""
        self._prefix = uuid.uuid4().hex + "-"
        self._number = itertools.count(1)
        self._outbox = _Outbox(MEMORY_EVENTS, MEMORY_BYTES)
        self._bell = _Bell()
        self._start_lock = threading.RLock()
        self._spooler = None  # type: Optional[threading.Thread]
        self._sending = None  # type: Optional[threading.Thread]
        self._stopping = False
        self._in_hand = False
        self._listener = _Listener(self._settings, self._voice)
        self._sender = _Sender(self._settings, self._spool, self._voice)

    # reporting

    def start(self) -> None:
        """Begins heartbeats and component reports, every 10 s. Events are sent without it, too."""
        try:
            if not self._settings.password:
                logger.warning("ROLLCALL_STATION_PASSWORD is not set: events are kept until it is")
            self._ensure_threads()
            self._sender.beat_now()
            self._listener.resume()
        except Exception:
            logger.exception("cannot start reporting to Rollcall")

    def stop(self, timeout: float = EXIT_SECONDS) -> None:
        """Spools what is in memory, tries to send it, and ends the threads; at most timeout seconds, then it goes on
        without waiting. What was not sent is in the spool. A later call starts again."""
        try:
            self._listener.stop()
            with self._start_lock:
                spooler, sending = self._spooler, self._sending
                end = time.monotonic() + max(0.0, timeout)
                self._stopping = True
                self._bell.ring()
                if spooler is not None and spooler is not threading.current_thread():
                    spooler.join(max(0.0, end - time.monotonic()))
                if spooler is None or not spooler.is_alive():
                    self._spool_all()
                self._sender.stop_at = end  # only now, so that its last turn sees the last event
                self._sender.bell.ring()
                if sending is not None and sending is not threading.current_thread():
                    sending.join(max(0.0, end - time.monotonic()))
                    self._sender.interrupt()
                while self._spool.where() == "memory" and self._spool.held() and time.monotonic() < end:
                    self._spool.retry(now=True)  # the last chance to get it onto the disk
                    time.sleep(0.02)
                if not any(thread is not None and thread.is_alive() for thread in (spooler, sending)):
                    self._spool.close()
                self._spooler = self._sending = None
        except Exception:
            logger.exception("cannot stop reporting to Rollcall")

    def log_event(
        self, event_type: str, message: str, data: Any = None, *, key: Optional[str] = None, timestamp: Any = None
    ) -> None:
        """Reports an event; takes some microseconds, whatever the server or the disk do.

        event_type: scan, sync, sms, photo, error, warning, or a word of your own.
        message: at most 2,000 characters; longer ones are cut.
        data: a dict of anything; what JSON does not know is written as text, above 16 KiB it is cut.
        key: events with the same key are stored once. One that is longer than 200 characters, or has others than letters,
            digits and ASCII, becomes a hash. "scan:<record_id>" is the key under which Rollcall itself tells a scan
            that it sees in a database.
        timestamp: when it happened, in seconds since 1970 or as a datetime; now by default.
        """
        try:
            said = _Said(
                _key_of(key) if key else self._prefix + str(next(self._number)),
                time.time() if timestamp is None else _seconds(timestamp),
                event_type if type(event_type) is str else _text_of(event_type, 64),
                message[: 2 * MOST_MESSAGE] if type(message) is str else _text_of(message, 2 * MOST_MESSAGE),
                None if data is None else _encoded(data),
                threading.current_thread() is self._spooler,
            )
            self._recent.append(said)
            self._outbox.offer(said)
            if self._spooler is None:
                self._ensure_threads()
            self._bell.ring()
        except Exception as problem:
            self._voice.say("log_event", "an event could not be taken: %r", problem)

    def update_system_state(self, component: str, status: str, details: Optional[str] = None) -> None:
        """Reports a component: online, offline, error, disabled or unknown. Sent at once when it changed, and every 10 s.
        A name that the server would not take is made to fit: "Camera 1" becomes camera_1."""
        try:
            name = _type_of(component, "component")
            word = _text_of(status, 100).strip().lower()
            known = _WORDS.get(word, "unknown")
            words = None if details is None else _short(mask(_clean(_text_of(details))))[:300]
            if word not in _WORDS:
                words = ": ".join(filter(None, (mask(_clean(word)), words)))
            if self._sending is None:
                self._ensure_threads()
            self._sender.tell(name, known, words)
            self._listener.local("state", self._own_state())
        except Exception as problem:
            self._voice.say("state", "a component's state could not be taken: %r", problem)

    def flush(self, timeout: float = 10.0) -> bool:
        """Waits, at most timeout seconds, until nothing logged waits any more; whether that is so. Then the server has stored
        everything but what it refused, which client_status counts, and what a full spool dropped."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if not len(self._outbox) and not self._in_hand and not self._spool.count():
                return True
            self._bell.ring()
            time.sleep(0.02)
        return False

    def client_status(self) -> Dict[str, Any]:
        """How the reporting itself fares: counts since the start of this process; clock_seconds is how far the station's
        clock is ahead of the server's (None: not known); spool is disk or memory; trouble is None when all is well."""
        counts = self._sender.counts
        return {
            "in_memory": len(self._outbox),
            "spooled": self._sender.spooled,
            "spool": self._spool.where(),
            "sent": counts["sent"],
            "duplicates": counts["duplicates"],
            "refused": counts["refused"],
            "clock_seconds": self._sender.skew.seconds(),
            "trouble": self._sender.trouble,
        }

    # reading

    def get_metrics(self) -> Dict[str, Any]:
        """The station's figures from the server: scans_today, scans_last_hour, success_rate (percent), queue_size,
        failed_syncs, uptime_seconds, avg_process_time (seconds), last_scan, last_sync and more. Without the server, or
        without the role viewer: what this process reported; None is what it cannot know."""
        return self._reader.get("api/metrics", dict) or self._own_metrics()

    def get_system_state(self) -> Dict[str, Any]:
        """status, and <component>_status and <component>_details for each component."""
        state = (self._reader.get("api/status", dict) or {}).get("system_state")
        return state if isinstance(state, dict) else self._own_state()

    def get_dashboard_data(self) -> Dict[str, Any]:
        """The whole snapshot: timestamp, metrics, system_state, recent_events (20), recent_alerts (10), uptime."""
        snapshot = self._reader.get("api/status", dict)
        if snapshot:
            return snapshot
        return {
            "timestamp": _iso(time.time()),
            "metrics": self._own_metrics(),
            "system_state": self._own_state(),
            "recent_events": self._own_events(20),
            "recent_alerts": [],
            "uptime": _duration(time.monotonic() - self._began_monotonic),
        }

    def get_recent_events(self, limit: int = 50) -> List[Dict[str, Any]]:
        """The newest events, oldest first; limit 1 to 1000."""
        limit = _bounded(limit, 50)
        events = self._reader.get("api/events?limit={}".format(limit), list)
        return events if events is not None else self._own_events(limit)

    def get_recent_alerts(self, limit: int = 20) -> List[Dict[str, Any]]:
        """The newest alerts, oldest first; limit 1 to 1000. Alerts are the server's: without it there are none."""
        return self._reader.get("api/alerts?limit={}".format(_bounded(limit, 20)), list) or []

    def export_metrics(self, output_path: Optional[str] = None) -> Optional[str]:
        """Writes export_timestamp, metrics, system_state, recent_events and recent_alerts as JSON, by default to
        metrics_export_YYYYMMDD_HHMMSS.json in the data folder. The path, or None when it could not be written."""
        try:
            now = time.time()
            path = os.fspath(output_path) if output_path else self._folder
            if not output_path or os.path.isdir(path):
                path = os.path.join(path, time.strftime("metrics_export_%Y%m%d_%H%M%S.json", time.localtime(now)))
            content = {
                "export_timestamp": _iso(now),
                "metrics": self.get_metrics(),
                "system_state": self.get_system_state(),
                "recent_events": self.get_recent_events(100),
                "recent_alerts": self.get_recent_alerts(50),
            }
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            part = "{}.{}.part".format(path, os.getpid())
            with open(part, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=2)
            os.replace(part, path)
            return path
        except Exception as problem:
            logger.error("cannot export the metrics to %s: %s", output_path or self._folder, problem)
            return None

    def subscribe(self, callback: Callback) -> None:
        """Calls callback(kind, data) on a thread of our own: kind is event, alert, state, metrics, dashboard or reset, as in
        Rollcall's stream. Without the role viewer, or without the server: event and state of this process."""
        try:
            self._listener.subscribe(callback)
        except Exception:
            logger.exception("cannot subscribe")

    def unsubscribe(self, callback: Callback) -> None:
        """Ends subscribe; unknown callbacks are ignored."""
        try:
            self._listener.unsubscribe(callback)
        except Exception:
            logger.exception("cannot unsubscribe")

    # within

    def _ensure_threads(self) -> None:
        with self._start_lock:
            if self._spooler is not None and self._spooler.is_alive():
                return
            self._stopping = False
            if self._sender.stop_at is not None:
                self._sender = self._sender.successor()  # the old one may still wait for its last answer
            self._spooler = threading.Thread(target=self._spool_loop, name="rollcall-spooler", daemon=True)
            self._sending = threading.Thread(target=self._sender.run, name="rollcall-sender", daemon=True)
            # A child of multiprocessing ends without atexit.
            util = sys.modules.get("multiprocessing.util")
            if util is not None:
                util.Finalize(self, _stop_all, exitpriority=10)
            self._spooler.start()
            self._sending.start()

    def _spool_loop(self) -> None:
        while True:
            held = self._spool.where() == "memory"
            self._bell.wait(0.1 if held else 1.0)
            stopping = self._stopping or self._spooler is not threading.current_thread()
            try:
                if not stopping:
                    time.sleep(GATHER_SECONDS)
                self._spool_all()
                if held:
                    self._spool.retry()
                self._sender.watch()
            except Exception:  # a defect must not end the reporting
                logger.exception("spooling failed")
            if stopping:
                self._sender.bell.ring()
                return

    def _spool_all(self) -> None:
        while True:
            self._in_hand = True  # before taking, for flush
            taken = self._outbox.take(BATCH_ROWS)
            drops = self._outbox.take_drops()
            if not taken and not drops:
                self._in_hand = False
                return
            rows = []
            for said in taken:
                try:
                    rows.append(self._row(said))
                except Exception:
                    drops += 1
                    self._voice.say("row", "an event could not be written down: %r", said.key)
            self._spool.add(rows, drops)
            self._sender.spooled += len(rows)
            self._sender.bell.ring()

    def _row(self, said: _Said) -> _Row:
        event = _event(said)
        row = _row(said.key, said.at, event)
        if len(row.body.encode("utf-8")) > EVENT_BYTES:
            room = EVENT_BYTES - len(json.dumps(event["message"], ensure_ascii=False).encode("utf-8")) - 600
            event["data"] = _shrunk(event["data"], room)
            row = _row(row.key, said.at, event)
        self._tally.note(event["type"], said.at)
        if self._listener.wanted():
            self._listener.local("event", self._own_event(said))
        # Not for what a log handler said while this thread was logging: that would go round for ever.
        level = logging.WARNING if event["type"] in ("error", "warning") else logging.INFO
        if not said.quiet and logger.isEnabledFor(level):
            logger.log(level, "[%s] %s", event["type"], json.dumps(event["message"], ensure_ascii=False))
        return row

    def _own_event(self, said: _Said) -> Dict[str, Any]:
        own = {"id": said.key, "timestamp": _iso(said.at), "station": self._settings.user}  # type: Dict[str, Any]
        own.update(_event(said))
        own.setdefault("data", {})
        return own

    def _own_events(self, limit: int) -> List[Dict[str, Any]]:
        try:
            return [self._own_event(said) for said in list(self._recent)[-limit:]]
        except Exception:
            logger.exception("cannot show own events")
            return []

    def _own_state(self) -> Dict[str, Any]:
        components = dict(self._sender.components)
        counted = [status for status, _ in components.values() if status != "disabled"]
        if not counted:
            status = "initializing"
        elif "error" in counted:
            status = "error"
        elif "offline" in counted:
            status = "degraded"
        else:
            status = "healthy" if set(counted) == {"online"} else "partial"
        state = {"status": status}  # type: Dict[str, Any]
        for name, (word, details) in components.items():
            state[name + "_status"] = word
            state[name + "_details"] = details
        return state

    def _own_metrics(self) -> Dict[str, Any]:
        tally = self._tally
        scans, syncs = tally.scans_today(), tally.syncs_today()
        return {
            "scans_today": scans,
            "scans_last_hour": tally.scans_last_hour(),
            "success_rate": round(min(100.0, 100.0 * syncs / scans), 2) if scans else 100.0,
            "queue_size": None,
            "failed_syncs": None,
            "uptime_seconds": int(time.monotonic() - self._began_monotonic),
            "avg_process_time": None,
            "last_scan": tally.last.get("scan"),
            "last_sync": tally.last.get("sync"),
        }

    def _after_fork(self, closed: bool) -> None:
        self._voice = _Voice()
        self._sender.abandon()
        self._spool.after_fork(closed)
        self._reader = _Reader(self._settings, self._voice)
        self._recent = deque(self._recent, maxlen=self._max_events)
        self._fresh()


def _event(said: _Said) -> Dict[str, Any]:
    """What may be stored of what was said."""
    kind = _type_of(said.type)
    message = _short(mask(_clean(said.message)))
    event = {"type": kind, "message": message if message.strip() else kind}  # type: Dict[str, Any]
    if said.data is not None:
        try:
            data = _cleaned(_plain(json.loads(said.data)))
        except (ValueError, RecursionError):  # deeper than this interpreter reads
            data = {"truncated": True}
        if not isinstance(data, dict):
            data = {} if data is None else {"value": data}
        event["data"] = _shrunk(_masked(data), DATA_BYTES)
    return event


def _bounded(limit: Any, default: int) -> int:
    try:
        return min(1_000, max(1, int(limit)))
    except (TypeError, ValueError, OverflowError):
        return default


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return "{}d {}h {}m".format(days, hours, minutes)
    if hours:
        return "{}h {}m".format(hours, minutes)
    return "{}m {}s".format(minutes, rest) if minutes else "{}s".format(rest)


# --- one for the process


_monitors = weakref.WeakSet()  # type: weakref.WeakSet
_the_one = None  # type: Optional[RealtimeMonitor]
_the_lock = threading.Lock()


def get_monitor(
    db_path: Optional[Union[str, "os.PathLike[str]"]] = None,
    *,
    url: Optional[str] = None,
    user: Optional[str] = None,
    password: Optional[str] = None,
    spool: Optional[str] = None
) -> RealtimeMonitor:
    """The monitor of this process; the first call makes it, with that call's settings. See the module's description."""
    global _the_one
    with _the_lock:
        if _the_one is None:
            _the_one = RealtimeMonitor(
                os.fspath(db_path) if db_path else None, url=url, user=user, password=password, spool=spool
            )
        return _the_one


def _stop_all() -> None:
    """At exit: what is in memory goes to the spool and, if the server is there, to the server; within EXIT_SECONDS."""
    for monitor in list(_monitors):
        if monitor._spooler is not None or len(monitor._outbox):
            monitor.stop(EXIT_SECONDS)


_held_over_fork = []  # type: List[_Spool]


def _before_fork() -> None:
    _held_over_fork.extend(monitor._spool for monitor in list(_monitors) if monitor._spool.before_fork())


def _after_fork_in_parent() -> None:
    while _held_over_fork:
        _held_over_fork.pop().lock.release()


def _after_fork_in_child() -> None:
    global _the_lock
    _the_lock = threading.Lock()
    closed = list(_held_over_fork)
    del _held_over_fork[:]
    for monitor in list(_monitors):
        monitor._after_fork(monitor._spool in closed)


atexit.register(_stop_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
