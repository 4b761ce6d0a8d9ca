// Wires stream, state and views. Time is the server's: a page never trusts the clock of its laptop.
import { zoned } from './format/time.js';
import { createStore } from './state/store.js';
import { initial, reduce } from './state/reduce.js';
import { connect } from './stream/connection.js';
import { mountAlerts } from './view/alerts.js';
import { mountBadge } from './view/badge.js';
import { mountClock } from './view/clock.js';
import { mountDay } from './view/day.js';
import { mountFeed } from './view/feed.js';
import { mountFirstRun } from './view/firstrun.js';
import { mountFoot } from './view/foot.js';
import { mountKeys } from './view/keys.js';
import { mountLine } from './view/line.js';
import { mountMinutes } from './view/minutes.js';
import { mountSentence } from './view/sentence.js';

const GRACE = 3_000;
const byId = id => document.getElementById(id);
const snapshot = JSON.parse(byId('snapshot').textContent);
byId('snapshot').remove(); // what is erased later must not stay in the page
const store = createStore(initial(snapshot), reduce);
const localOf = zoned(snapshot.zone, snapshot.timestamp);

// The server's time when performance.now() was 0. Later words move it on; only a real step moves it back.
let epoch = Date.parse(snapshot.timestamp) - (performance.getEntriesByType('navigation')[0]?.responseStart ?? 0);
const now = () => epoch + performance.now();
function heardTime(iso) {
  const behind = Date.parse(iso) - now();
  if (behind > 0 || behind < -2_000) epoch += behind;
}
/** What the server has stamped cannot lie ahead of its time; a slow first answer would leave the page behind. */
function heardStamp({ type, data }) {
  const stamp = Date.parse(type === 'event' ? data.received_at : data.figures_as_of);
  if (stamp > now()) epoch += stamp - now();
}
const clockAt = at => localOf(epoch + at).slice(11, 16);

let catching = true;
let missed = 0;
let lost = null;
let settle = 0;

const connection = connect({
  url: 'api/stream', lastId: snapshot.as_of,
  onMessage(message) {
    if (message.type === 'keepalive' || message.type === 'dashboard') heardTime(message.data.timestamp);
    else heardStamp(message);
    store.dispatch(message);
    const erased = message.type === 'event' && message.data.type === 'erasure';
    if (erased || message.type === 'reset') refresh(erased);
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
    phaseIs({ phase: 'silent', since: lost, silence });
  } else {
    lost ??= performance.now() - silence;
    // A stream that ends to begin anew is back within a moment and is no news.
    const left = GRACE - (performance.now() - lost);
    const brief = left > 0 && store.state().connection.phase !== 'offline';
    phaseIs({ phase: brief ? 'catching' : 'offline', since: lost, nextTry });
    if (brief) settle = setTimeout(() => phaseIs({ phase: 'offline', since: lost, nextTry }), left);
  }
}

async function loadOlder(id) {
  store.dispatch({ type: 'page.older', data: {} });
  try {
    const answer = await fetch(`api/events?limit=50&until=${encodeURIComponent(id)}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    store.dispatch({ type: 'page.older', data: { rows: await answer.json() } });
  } catch (problem) {
    console.warn('older events did not come', problem);
    store.dispatch({ type: 'page.older', data: { failed: true } });
  }
}

/** A student was erased, or may have been while nobody told us: what the page shows is asked for anew. */
async function refresh(erased) {
  let rows = [];
  try {
    const [events, alerts] = await Promise.all([fetch('api/events?limit=1000'), fetch('api/alerts?limit=20')]);
    if (!events.ok || !alerts.ok) throw new Error(`status ${events.status}, ${alerts.status}`);
    rows = await events.json();
    for (const data of await alerts.json()) store.dispatch({ type: 'alert', data });
  } catch (problem) {
    console.warn('events could not be asked for anew, so none are shown', problem);
  }
  store.dispatch({ type: 'page.refreshed', data: { rows, erased } });
}

function toggleTheme() {
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

const clock = mountClock(byId('clock'), byId('date'));
const badge = mountBadge(byId('badge'), connection.tryNow);
const sentence = mountSentence(byId('sentence'), byId('say-state'), byId('favicon'));
const firstRun = mountFirstRun(byId('firstrun'), byId('alerts'));
const alerts = mountAlerts(byId('alerts'), byId('say-alert'));
const line = mountLine(byId('line'));
const minutes = mountMinutes(byId('minutes'), localOf);
const day = mountDay(byId('day'), localOf);
const foot = mountFoot(byId('foot'));
const feed = mountFeed(byId('feed'), {
  dispatch: store.dispatch, loadOlder, home: snapshot.station,
  say: words => {
    byId('say-new').textContent = words;
  },
  clockNow: () => localOf(now()).slice(11, 19),
});
mountKeys(byId('keys'), byId('help'), {
  j: () => feed.move(1), k: () => feed.move(-1), '.': feed.showNew, p: feed.togglePause, '/': feed.openSearch,
  d: toggleTheme, Escape: feed.escape,
});

/** A page that has lost its server must not show a healthy school. */
function shown(state) {
  const { phase, since, nextTry } = state.connection;
  if (phase !== 'silent' && phase !== 'offline') return state;
  const at = clockAt(since);
  const wait = nextTry === null ? 0 : Math.max(0, Math.ceil((nextTry - performance.now()) / 1000));
  const asOf = localOf(epoch + since);
  return {
    ...state,
    sentence: {
      state: 'disconnected', shape: 'stale', lead: `Not known since ${at}.`,
      text: `This page lost its connection; figures are from ${at}. The station does its work without this page.`,
      do_now: null, meta: phase === 'silent' ? 'Waiting for a word from the server.' : wait > 0 ? `Trying again in ${wait}\u202fs.` : 'Trying again now.',
    },
    stops: state.stops.map(stop => ({
      ...stop, stale: true, stale_as_of: stop.stale_as_of ?? asOf, shape: 'stale', word: 'Stale', tone: 'none',
      age_tone: null, segment: 'dotted', segment_tone: 'none',
    })),
    also_watched: state.also_watched.map(item => ({ ...item, shape: 'stale', word: 'Stale' })),
  };
}

function render(state) {
  const at = now();
  const view = shown(state);
  clock(localOf(at));
  badge({ ...state.connection, silence: lost === null ? 0 : performance.now() - lost }, clockAt);
  sentence(view.sentence, view.station);
  firstRun(view, at);
  alerts(view.alerts, at, view.station);
  line(view, at);
  foot(view, at);
  feed.render(view.feed, view.metrics.events_today);
  if (!view.feed.paused) {
    minutes(view.activity);
    day(view.day, at);
  }
}

store.subscribe(render);

// One tick a second moves every age. A hidden tab rests and catches up in one frame.
function tick() {
  if (!document.hidden) {
    store.dispatch({ type: 'page.minute', data: { now: now() } });
    requestAnimationFrame(() => render(store.state()));
  }
  setTimeout(tick, 1_000 - (now() % 1_000) + 5);
}
tick();
document.addEventListener('visibilitychange', () => document.hidden || render(store.state()));
