// The page's state and the one function that changes it. Pure: a message in, a new state out.
// Messages are those of the stream and a few of the page's own (`page.*`).

const SHOWN = 50;
const HELD = 50;
const ALERTS = 20;

/** The state of a page that has just been given a snapshot. */
export function initial(snapshot) {
  return {
    ...server(snapshot),
    lastId: snapshot.as_of ?? null,
    alerts: merged([], snapshot.recent_alerts ?? []),
    feed: {
      shown: [...(snapshot.recent_events ?? [])].reverse(),
      room: SHOWN, held: [], heldCount: 0, holding: false, paused: null,
      filters: [], query: '', older: 'idle',
    },
    connection: { phase: 'catching', since: null, nextTry: null, missed: 0 },
  };
}

export function reduce(state, message) {
  const { type, data } = message;
  switch (type) {
    case 'dashboard': return dashboard(state, data);
    case 'event': return event(state, data);
    case 'alert': return { ...state, alerts: merged(state.alerts, [data]), lastId: later(state.lastId, message.id) };
    case 'state': return { ...state, ...words(state, data), lastId: later(state.lastId, message.id ?? data.id) };
    case 'metrics': return metrics(state, data);
    case 'reset': return gap(state, data);
    case 'page.connection': return { ...state, connection: { ...state.connection, ...data } };
    case 'page.minute': return shifted(state, data.now);
    case 'page.feed': return released({ ...state, feed: { ...state.feed, ...data } });
    case 'page.shownew': return flush(state);
    case 'page.older': return older(state, data);
    case 'page.refreshed': return refreshed(state, data);
    default: return state;
  }
}

/** Compares ids like 1-10004 by epoch, then by sequence. */
export function compareIds(left, right) {
  const [leftEpoch, leftSequence] = parts(left);
  const [rightEpoch, rightSequence] = parts(right);
  return leftEpoch - rightEpoch || leftSequence - rightSequence;
}

const parts = id => (id ?? '0-0').split('-').map(Number);
const later = (last, id) => (id && compareIds(id, last) > 0 ? id : last);

function server(snapshot) {
  const { timestamp, started_at, station, metrics: figures, sentence, stops, also_watched, activity, day, store, source } = snapshot;
  return { timestamp, started_at, station, metrics: figures ?? {}, sentence,
    stops: stops ?? [], also_watched: also_watched ?? [], activity, day, store, source };
}

/** What the server said about the station in words; a part that a message leaves out stays. */
function words(state, data) {
  const next = {};
  for (const key of ['sentence', 'stops', 'also_watched', 'store']) next[key] = data[key] ?? state[key];
  next.source = 'source' in data ? data.source : state.source;
  return next;
}

function metrics(state, data) {
  const { activity, day, sentence, stops, also_watched, source, store, open_alerts, ...figures } = data;
  return {
    ...state, ...words(state, data), metrics: figures, alerts: open_alerts ? merged(state.alerts, open_alerts) : state.alerts,
    activity: activity ?? state.activity, day: day ?? state.day,
  };
}

/** A snapshot after a reset or a fresh connection: figures and alerts are replaced, rows on the page are kept. */
function dashboard(state, snapshot) {
  let next = { ...state, ...server(snapshot), alerts: merged([], snapshot.recent_alerts ?? []) };
  const sameEpoch = parts(snapshot.as_of)[0] === parts(state.lastId)[0];
  const before = sameEpoch ? state.lastId : null;
  for (const row of snapshot.recent_events ?? []) {
    if (!has(next.feed, row.id) && (before === null || compareIds(row.id, before) > 0)) next = enter(next, row);
  }
  return { ...next, lastId: snapshot.as_of ?? next.lastId };
}

const has = (feed, id) => feed.shown.some(row => row.id === id) || feed.held.some(row => row.id === id);

function event(state, data) {
  if (state.lastId && compareIds(data.id, state.lastId) <= 0) return state;
  // The figures are the home station's; other stations' events enter the list alone.
  const ours = !data.station || data.station === state.station;
  const counted = ours && data.type === 'scan' ? scanned(state, data) : state;
  const events_today = ours ? counted.metrics.events_today : null;
  return enter({
    ...counted, lastId: data.id,
    metrics: events_today == null ? counted.metrics : { ...counted.metrics, events_today: events_today + 1 },
  }, data);
}

/** A row enters at once, or is held while somebody reads. */
function enter(state, row) {
  const { feed } = state;
  if (feed.holding || feed.paused) {
    return { ...state, feed: { ...feed, held: [row, ...feed.held].slice(0, HELD), heldCount: feed.heldCount + 1 } };
  }
  return { ...state, feed: { ...feed, shown: [row, ...feed.shown].slice(0, feed.room) } };
}

function released(state) {
  const { feed } = state;
  return feed.holding || feed.paused || feed.heldCount === 0 ? state : flush(state);
}

function flush(state) {
  const { feed } = state;
  if (feed.heldCount === 0) return state;
  // More were held than are kept: what lies below would not follow on without a gap.
  const kept = feed.heldCount > feed.held.length ? [] : feed.shown;
  return { ...state, feed: { ...feed, shown: [...feed.held, ...kept].slice(0, feed.room), held: [], heldCount: 0 } };
}

function older(state, { rows, failed }) {
  const { feed } = state;
  if (!rows) return { ...state, feed: { ...feed, older: failed ? 'failed' : 'loading' } };
  const fresh = [...rows].reverse().filter(row => !has(feed, row.id));
  const shown = [...feed.shown, ...fresh];
  return { ...state, feed: { ...feed, shown, room: Math.max(feed.room, shown.length), older: rows.length ? 'idle' : 'end' } };
}

/** Rows as the server now has them. When a student was erased, what it did not send goes, newer rows stay, and the list is filled from below. */
function refreshed(state, { rows, erased }) {
  const { feed } = state;
  const byId = new Map(rows.map(row => [row.id, row]));
  const newest = rows.at(-1)?.id ?? null;
  const keep = row => !erased || row.type === 'gap' || byId.has(row.id) || (newest !== null && compareIds(row.id, newest) > 0);
  const fresh = list => list.filter(keep).map(row => byId.get(row.id) ?? row);
  const [shown, held] = [fresh(feed.shown), fresh(feed.held)];
  if (!erased) return { ...state, feed: { ...feed, shown, held } };
  const oldest = [...held, ...shown].findLast(row => row.type !== 'gap')?.id;
  const below = [...rows].reverse().filter(row => !oldest || compareIds(row.id, oldest) < 0);
  const heldCount = held.length && feed.heldCount - feed.held.length + held.length;
  return { ...state, feed: { ...feed, shown: [...shown, ...below].slice(0, feed.room), held, heldCount, older: 'idle' } };
}

/** A row that says what is missing stands where it is missing, with the time of the row below. */
function gap(state, data) {
  const id = `gap-${state.lastId ?? 'start'}`;
  if (has(state.feed, id)) return state;
  const count = data.missed;
  const message = count == null ? 'Some events could not be replayed'
    : `${count} ${count === 1 ? 'event' : 'events'} could not be replayed`;
  const { timestamp } = [...state.feed.held, ...state.feed.shown, state][0];
  return enter(state, { id, type: 'gap', message, timestamp, data: { reason: data.reason } });
}

function merged(alerts, incoming) {
  const byId = new Map(alerts.map(alert => [alert.id, alert]));
  for (const alert of incoming) {
    const known = byId.get(alert.id);
    if (!known || !(Date.parse(alert.updated_at) < Date.parse(known.updated_at))) byId.set(alert.id, alert);
  }
  return [...byId.values()]
    .sort((a, b) => (a.state === 'resolved') - (b.state === 'resolved') || compareIds(b.id, a.id))
    .slice(0, ALERTS);
}

/** A scan counts in its own bin at once, if there is one; bins move by the server's time, and the next metrics message replaces them. */
function scanned(state, data) {
  const at = Date.parse(data.timestamp);
  return { ...state, activity: added(state.activity, at), day: added(state.day, at) };
}

function added(series, at) {
  const index = series ? Math.floor((at - Date.parse(series.start)) / 1000 / series.step_seconds) : -1;
  if (index < 0 || index >= (series.scans?.length ?? 0)) return series;
  const scans = [...series.scans];
  scans[index] = (scans[index] ?? 0) + 1;
  return { ...series, scans };
}

/** Ten real minutes that end with the minute of `now`, also when nothing happens. */
function shifted(state, now) {
  const { activity } = state;
  if (!activity) return state;
  const step = activity.step_seconds * 1000;
  const size = activity.scans.length;
  const start = Date.parse(activity.start);
  const shift = Math.floor((now - start) / step) - (size - 1);
  if (shift <= 0) return state;
  const known = activity.scans[size - 1] === null ? null : 0;
  const move = values => [...(values ?? []).slice(Math.min(shift, size)), ...Array(Math.min(shift, size)).fill(known)];
  const moved = { start: new Date(start + shift * step).toISOString(), scans: move(activity.scans), events: move(activity.events) };
  return { ...state, activity: { ...activity, ...moved } };
}
