// What the tabs of one browser share: a connection for each view that somebody looks at, whose messages go to every tab
// that shows it. Over HTTP/1.1 a browser opens six connections to a server, for all tabs together, so at most four views
// are connected: those that can be seen, then those that were seen last. Another one rests until somebody looks at it.
import { compareIds } from '../state/reduce.js';

const NARROW = 4;
const WIDE = 30;
const KEPT = 500;
const GATHER = 100;
const GONE = 5 * 60_000;
const ENTRIES = new Set(['event', 'alert', 'state']);

/** `connect` opens a connection as stream/connection.js does, `now` tells milliseconds, `later` is setTimeout. */
export function createHub({ connect, now, later }) {
  const views = new Map();
  const tabs = new Map();

  /** What a tab says: that it is here, and what it shows (as often as it likes), that it wants a try now, that it leaves. */
  function hear(port, word) {
    if (word.type === 'leave') return leave(port);
    const tab = tabs.get(port) ?? join(port, word);
    const { view } = tab;
    Object.assign(tab, { visible: word.visible, seen: now() });
    if (word.visible && word.looked) view.lookedAt = now();
    place();
    if (word.type === 'try') view.connection?.tryNow();
    port.postMessage({ type: 'here' });
  }

  function join(port, { url, resume, lastId, timestamp, wide }) {
    if (!views.has(url)) views.set(url, { url, resume, tabs: new Set(), lookedAt: now(), connection: null, opened: false });
    const view = views.get(url);
    const tab = { port, view, last: lastId, snapshotAt: Date.parse(timestamp), wide, box: [], postedAt: -GATHER, waiting: false };
    tabs.set(port, tab);
    view.tabs.add(tab);
    if (view.connection) catchUp(view, tab);
    return tab;
  }

  function leave(port) {
    const tab = tabs.get(port);
    if (!tab) return;
    tabs.delete(port);
    tab.view.tabs.delete(tab);
    if (tab.view.tabs.size === 0) {
      tab.view.connection?.close();
      views.delete(tab.view.url);
    }
    place();
  }

  /** Tabs that have crashed say nothing, also not that they leave. One that only slept says that it is here, and joins anew. */
  function tidy() {
    for (const [port, tab] of tabs) if (now() - tab.seen > GONE) leave(port);
  }

  /** Gives the connections to the views that can be seen, the last one looked at first, then to the others. */
  function place() {
    const most = [...tabs.values()].some(tab => tab.wide) ? WIDE : NARROW;
    const seen = view => [...view.tabs].some(tab => tab.visible);
    const ordered = [...views.values()].sort((a, b) => seen(b) - seen(a) || b.lookedAt - a.lookedAt);
    for (const view of ordered.slice(most)) {
      if (view.connection) rest(view);
      else if (view.phase?.phase !== 'resting') phaseIs(view, { phase: 'resting' });
    }
    for (const view of ordered.slice(0, most)) if (!view.connection) open(view, oldest(view));
  }

  function rest(view) {
    view.connection.close();
    view.connection = null;
    phaseIs(view, { phase: 'resting' });
  }

  const oldest = view => [...view.tabs].map(tab => tab.last).reduce((a, b) => (compareIds(a, b) <= 0 ? a : b));

  function open(view, from) {
    view.connection?.close();
    // When it is opened for a tab that is behind, the others have lost nothing.
    const behind = view.last != null && compareIds(from, view.last) < 0;
    Object.assign(view, { from, behind, ring: [], ringAfter: from, newest: null, phase: null });
    view.connection = connect({
      url: view.url, resume: view.resume, lastId: view.resume ? from : null,
      onMessage: message => take(view, message),
      onPhase: phase => {
        if (phase.phase === 'open') view.opened = true;
        phaseIs(view, phase);
      },
    });
  }

  /** A tab that comes later than the connection gets what has passed since its page was made. */
  function catchUp(view, tab) {
    if (view.resume && compareIds(tab.last, view.ringAfter) < 0) {
      open(view, tab.last);
      return;
    }
    if (view.phase) tell(tab, view.phase);
    for (const message of view.ring ?? []) pass(tab, message);
    if (view.newest && Date.parse(view.newest.data.timestamp) > tab.snapshotAt) pass(tab, view.newest);
  }

  function take(view, message) {
    keep(view, message);
    for (const tab of view.tabs) {
      if (message.type === 'reset' && view.behind && compareIds(tab.last, view.from) > 0) continue;
      pass(tab, message);
    }
    // Whether it can go on from a tab's id is what a connection says first.
    if (message.type !== 'reset') view.behind = false;
  }

  function keep(view, message) {
    if (message.type === 'metrics' || message.type === 'dashboard') view.newest = message;
    if (!view.resume) return;
    if (message.type === 'dashboard') {
      Object.assign(view, { ring: [], ringAfter: message.id, last: message.id });
    } else if (ENTRIES.has(message.type)) {
      view.ring.push(message);
      if (view.ring.length > KEPT) view.ringAfter = view.ring.shift().id;
      if (view.last == null || compareIds(message.id, view.last) > 0) view.last = message.id;
    }
  }

  /** An entry goes to a tab once, whatever connection it came by. */
  function pass(tab, message) {
    if (message.type === 'dashboard') tab.last = message.id ?? tab.last;
    if (ENTRIES.has(message.type)) {
      if (compareIds(message.id, tab.last) <= 0) return;
      tab.last = message.id;
    }
    // The newest figures say all that the ones before said.
    if (message.type === 'metrics') tab.box = tab.box.filter(({ type }) => type !== 'metrics');
    tab.box.push(message);
    if (now() - tab.postedAt >= GATHER) flush(tab);
    else if (!tab.waiting) {
      tab.waiting = true;
      later(() => flush(tab), GATHER);
    }
  }

  function flush(tab) {
    tab.waiting = false;
    if (tab.box.length === 0) return;
    tab.postedAt = now();
    tab.port.postMessage({ type: 'news', messages: tab.box });
    tab.box = [];
  }

  function phaseIs(view, phase) {
    view.phase = phase;
    for (const tab of view.tabs) tell(tab, phase);
  }

  /** Moments travel as durations: a worker's clock begins at another moment than a page's. */
  function tell(tab, { phase, nextTry = null, silence = 0 }) {
    flush(tab);
    const nextIn = nextTry === null ? null : Math.max(0, nextTry - now());
    tab.port.postMessage({ type: 'phase', phase, nextIn, silence, never: !tab.view.opened });
  }

  return { hear, tidy };
}
