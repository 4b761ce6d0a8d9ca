// The page of one station: wires stream, state and views.
import { createPace } from './state/pace.js';
import { initial, reduce } from './state/reduce.js';
import { byId, openShell, readSnapshot, toggleTheme } from './shell.js';
import { mountAlerts } from './view/alerts.js';
import { mountDay } from './view/day.js';
import { mountFeed } from './view/feed.js';
import { mountFoot } from './view/foot.js';
import { mountKeys } from './view/keys.js';
import { mountLine } from './view/line.js';
import { mountMinutes } from './view/minutes.js';
import { mountSentence } from './view/sentence.js';

const snapshot = readSnapshot();
// A station's page of a fleet hears of its station alone.
const asked = new URLSearchParams(location.search).get('station');
const only = asked ? `station=${encodeURIComponent(snapshot.station ?? asked)}` : '';

const shell = openShell({ snapshot, url: `api/stream${only && `?${only}`}`, state: initial(snapshot), reduce, onHeard });
const { store, now, localOf } = shell;
const listPace = createPace(20, 1_000);
const chartPace = createPace(2, 500);

function change(message) {
  listPace.hurry();
  store.dispatch(message);
}

async function loadOlder(id) {
  change({ type: 'page.older', data: {} });
  try {
    const answer = await fetch(`api/events?limit=50&until=${encodeURIComponent(id)}${only && `&${only}`}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    change({ type: 'page.older', data: { rows: await answer.json() } });
  } catch (problem) {
    console.warn('older events did not come', problem);
    change({ type: 'page.older', data: { failed: true } });
  }
}

function onHeard({ type, data }) {
  if (type === 'event') for (const pace of [listPace, chartPace]) pace.heard(performance.now());
  const erased = type === 'event' && data.type === 'erasure';
  if (erased || type === 'reset') refresh(erased);
}

let owed = false; // an erasure that has had no answer
let turn = 0;
let again = 0;

/** A student was erased, or may have been while nobody told us: what the page shows is asked for anew. */
async function refresh(erased) {
  owed ||= erased;
  clearTimeout(again);
  const mine = ++turn;
  let refused = false;
  try {
    const answers = await Promise.all([fetch(`api/events?limit=1000${only && `&${only}`}`), fetch(`api/alerts?limit=20${only && `&${only}`}`)]);
    const failed = answers.find(answer => !answer.ok);
    refused = [401, 403].includes(failed?.status);
    if (failed) throw new Error(`status ${failed.status}`);
    const [rows, alerts] = await Promise.all(answers.map(answer => answer.json()));
    if (mine !== turn) return;
    for (const data of alerts) store.dispatch({ type: 'alert', data });
    change({ type: 'page.refreshed', data: { rows, erased: owed } });
    owed = false;
  } catch (problem) {
    if (mine !== turn) return;
    console.warn(`events could not be asked for anew${refused ? '' : ', asked again in a moment'}`, problem);
    if (!refused) again = setTimeout(refresh, 2_500 + Math.random() * 5_000, false);
    change({ type: 'page.refreshed', data: { rows: [], erased: owed } });
  }
}

const stations = byId('stations');
const menu = stations && (await import('./view/menu.js')).mountMenu(stations, snapshot.station);
const title = menu && byId('station').textContent;
const sentence = mountSentence(byId('sentence'), byId('say-state'), byId('favicon'));
const firstRun = byId('firstrun').hidden ? () => {} : (await import('./view/firstrun.js')).mountFirstRun(byId('firstrun'), byId('alerts'));
const alerts = mountAlerts(byId('alerts'), byId('say-alert'));
const line = mountLine(byId('line'));
const minutes = mountMinutes(byId('minutes'), localOf);
const day = mountDay(byId('day'), localOf);
const foot = mountFoot(byId('foot'));
const feed = mountFeed(byId('feed'), {
  dispatch: change, loadOlder, home: snapshot.station,
  say: words => {
    byId('say-new').textContent = words;
  },
  clockNow: () => localOf(now()).slice(11, 19),
});
mountKeys(byId('keys'), byId('help'), {
  j: () => feed.move(1), k: () => feed.move(-1), '.': feed.showNew, p: feed.togglePause, '/': feed.openSearch,
  d: toggleTheme, w: () => location.assign('wall'), Escape: () => menu?.close() || feed.escape(),
});

/** A page that has lost its server must not show a healthy school. */
function shown(state) {
  const lost = shell.lostWords(state, 'The station does its work');
  if (!lost) return state;
  return {
    ...state,
    sentence: lost.sentence,
    stops: state.stops.map(stop => ({
      ...stop, stale: true, stale_as_of: stop.stale_as_of ?? lost.asOf, shape: 'stale', word: 'Stale', tone: 'none',
      age_tone: null, segment: 'dotted', segment_tone: 'none',
    })),
    also_watched: state.also_watched.map(item => ({ ...item, shape: 'stale', word: 'Stale' })),
  };
}

shell.run((state, at) => {
  const view = shown(state);
  sentence(view.sentence, title ?? view.station);
  firstRun(view, at);
  alerts(view.alerts, at, view.station);
  line(view, at);
  foot(view, at);
  if (document.hidden) return;
  const moment = performance.now();
  const few = listPace.crowded() ? 25 : Infinity;
  if (listPace.due(moment)) feed.render(view.feed, view.metrics.events_today, few);
  if (!view.feed.paused && chartPace.due(moment)) {
    // In a crowd each in a task of its own.
    const draw = chartPace.crowded() ? setTimeout : task => task();
    draw(() => minutes(view.activity));
    draw(() => day(view.day, at));
  }
});
