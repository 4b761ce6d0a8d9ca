// What the dashboard, the fleet and the wall share: the server's time, the stream and how it stands, the theme,
// the tick. Time is the server's: a page never trusts the clock of its laptop.
import { when, zoned } from './format/time.js';
import { createStore } from './state/store.js';
import { connect } from './stream/tab.js';
import { mountBadge } from './view/badge.js';
import { mountClock } from './view/clock.js';

const GRACE = 3_000;
const METAS = {
  silent: () => 'Waiting for a word from the server.',
  offline: wait => (wait > 0 ? `Trying again in ${wait}\u202fs.` : 'Trying again now.'),
  resting: () => 'This browser follows other pages; come back to this one, and it goes on.',
};

export const byId = id => document.getElementById(id);

/** The document that the server has put into the page; once, for what is erased later must not stay there. */
export function readSnapshot() {
  const element = byId('snapshot');
  element.remove();
  return JSON.parse(element.textContent);
}

/**
 * Opens the stream and keeps its messages in a store. `resume` asks for what was missed after a loss; a page
 * without it begins anew with the whole document. `onHeard` sees each message after the store.
 */
export function openShell({ snapshot, url, resume = true, state: first, reduce, onHeard = () => {} }) {
  const store = createStore(first, reduce);
  const localOf = zoned(snapshot.zone, snapshot.timestamp);
  let catching = true;
  let missed = 0;
  let lost = null;
  let settle = 0;

  // The server's time when performance.now() was 0. Later words move it on; only a real step moves it back.
  let epoch = Date.parse(snapshot.timestamp) - (performance.getEntriesByType('navigation')[0]?.responseStart ?? 0);
  const now = () => epoch + performance.now();
  function heardTime(iso) {
    const behind = Date.parse(iso) - now();
    if (behind > 0 || behind < -2_000) epoch += behind;
  }
  /** What the server has stamped cannot lie ahead of its time; a slow first answer would leave the page behind. */
  function heardStamp({ type, data }) {
    const stamp = Date.parse(type === 'event' ? data.received_at : data.figures_as_of ?? (type === 'metrics' ? data.timestamp : ''));
    if (stamp > now()) epoch += stamp - now();
  }
  /** With the offset of that very moment: a page may be open while summer time ends. */
  function timeAt(at) {
    const local = localOf(epoch + at);
    const ahead = Date.parse(`${local}Z`) - Math.floor((epoch + at) / 1000) * 1000;
    return local + (ahead ? (ahead < 0 ? '-' : '+') + new Date(Math.abs(ahead)).toISOString().slice(11, 16) : 'Z');
  }
  const clockAt = at => when(timeAt(at), now());

  const connection = connect({
    url, resume, lastId: resume ? snapshot.as_of : null, timestamp: snapshot.timestamp, name: `Rollcall ${snapshot.version}`,
    onMessage(message) {
      if (message.type === 'keepalive' || message.type === 'dashboard') heardTime(message.data.timestamp);
      else heardStamp(message);
      store.dispatch(message);
      onHeard(message);
      if (catching && message.type === 'event') phaseIs({ missed: ++missed });
      else live();
    },
    onPhase,
  });

  function live() {
    catching = false;
    lost = null;
    const { phase } = store.state().connection;
    if (phase !== 'live') phaseIs({ phase: 'live', since: null, nextTry: null, missed: 0 });
  }

  function phaseIs(data) {
    store.dispatch({ type: 'page.connection', data });
  }

  function onPhase({ phase, nextTry = null, silence = 0 }) {
    clearTimeout(settle);
    if (phase === 'open') {
      catching = true;
      missed = 0;
      phaseIs({ phase: 'catching', nextTry: null });
      settle = setTimeout(live, 1_000);
    } else if (phase === 'silent') {
      lost ??= performance.now() - silence;
      phaseIs({ phase: 'silent', since: lost });
    } else if (phase === 'resting') {
      lost ??= performance.now();
      phaseIs({ phase, since: lost, nextTry: null });
    } else {
      lost ??= performance.now();
      // A stream that ends to begin anew is back within a moment and is no news.
      const left = GRACE - (performance.now() - lost);
      const brief = left > 0 && store.state().connection.phase !== 'offline';
      phaseIs({ phase: brief ? 'catching' : 'offline', since: lost, nextTry });
      if (brief) settle = setTimeout(() => phaseIs({ phase: 'offline', since: lost, nextTry }), left);
    }
  }

  /** Null while the page hears its server; else since when it does not, and the sentence to say instead. */
  function lostWords({ connection: { phase, since, nextTry } }, who) {
    if (!METAS[phase]) return null;
    const at = clockAt(since);
    const wait = nextTry === null ? 0 : Math.max(0, Math.ceil((nextTry - performance.now()) / 1000));
    return {
      asOf: timeAt(since),
      sentence: {
        state: 'disconnected', shape: 'stale', lead: `Not known since ${at}.`,
        text: `This page lost its connection; figures are from ${at}. ${who} without this page.`,
        do_now: null, meta: METAS[phase](wait),
      },
    };
  }

  const clock = mountClock(byId('clock'), byId('date'));
  const badge = mountBadge(byId('badge'), connection.tryNow);

  /** Renders now, at each change, and once a second, which moves every age; not in a hidden tab, where only the title is seen. */
  function run(render) {
    function frame(state) {
      const at = now();
      clock(localOf(at));
      badge({ ...state.connection, silence: lost === null ? 0 : performance.now() - lost }, clockAt);
      render(state, at);
    }
    function tick() {
      if (!document.hidden) {
        store.dispatch({ type: 'page.minute', data: { now: now() } });
        requestAnimationFrame(() => frame(store.state()));
      }
      setTimeout(tick, 1_000 - (now() % 1_000) + 5);
    }
    store.subscribe(frame);
    tick();
    document.addEventListener('visibilitychange', () => {
      // Whoever is looked at rests no longer.
      if (!document.hidden && store.state().connection.phase === 'resting') phaseIs({ phase: 'catching' });
      frame(store.state());
    });
  }

  return { store, now, localOf, lostWords, run };
}

/** Dark or light, remembered; the charts draw themselves again. */
export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('rollcall.theme', root.dataset.theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  document.dispatchEvent(new Event('rollcall:theme'));
}
