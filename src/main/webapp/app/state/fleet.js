// The state of the fleet's pages and the one function that changes it; and what of it a view shows. Pure.

/** The states of a station, the worst first; the same words filter in the address bar. */
export const STATES = ['error', 'silent', 'link', 'warning', 'stale', 'partial', 'waiting', 'asleep', 'fine'];
const WORDS = { link: 'Behind a link' };
const SHAPES = {
  error: 'error', silent: 'error', link: 'behind', warning: 'warning', stale: 'stale', partial: 'partial',
  waiting: 'initializing', asleep: 'asleep', fine: 'fine',
};
const BIN = 120_000;

/** The state of a page that has just been given the fleet. */
export function initial(snapshot, search = '') {
  return { ...server(snapshot), view: viewOf(search), connection: { phase: 'catching', since: null, nextTry: null, missed: 0 } };
}

export function reduce(state, { type, data }) {
  switch (type) {
    case 'dashboard': return { ...state, ...server(data) };
    case 'metrics': return data.fleet ? { ...state, fleet: data.fleet, store: data.store ?? state.store } : state;
    case 'page.connection': return { ...state, connection: { ...state.connection, ...data } };
    case 'page.minute': return shifted(state, data.now);
    case 'page.view': return { ...state, view: { ...state.view, ...data } };
    case 'page.toggle': return { ...state, view: { ...state.view, show: toggled(state.view.show, data.key) } };
    default: return state;
  }
}

function server({ timestamp, zone, version, started_at, store, fleet }) {
  return { timestamp, zone, version, started_at, store, fleet };
}

/** The view that an address asks for; what it does not know it leaves out. */
export function viewOf(search) {
  const asked = new URLSearchParams(search);
  const keys = (asked.get('show') ?? '').split(',');
  return { table: asked.get('view') === 'table', show: STATES.filter(state => keys.includes(state)) };
}

/** The address of a view, relative to the page. */
export function addressOf({ table, show }) {
  const parts = [table ? 'view=table' : '', show.length ? `show=${show.join(',')}` : ''].filter(Boolean);
  return parts.length ? `dashboard?${parts.join('&')}` : 'dashboard';
}

function toggled(show, key) {
  if (key === 'all') return [];
  const on = new Set(show);
  if (!on.delete(key)) on.add(key);
  return STATES.filter(state => on.has(state));
}

/** The counts as filters: all first; one that is switched on stays until it is switched off, also with none left. */
export function countsOf(fleet, show) {
  const known = new Map(fleet.counts.map(count => [count.key, count]));
  for (const key of show) if (!known.has(key)) known.set(key, { key, word: wordOf(key), shape: SHAPES[key], tone: 'none', count: 0 });
  const listed = STATES.filter(key => known.has(key)).map(key => known.get(key));
  return [{ key: 'all', word: 'All', shape: null, tone: 'none', count: fleet.stations.length }, ...listed];
}

const wordOf = key => WORDS[key] ?? key.charAt(0).toUpperCase() + key.slice(1);

/** The places in their fixed order, each with those of its stations that the filter leaves. */
export function placesOf(fleet, show) {
  const byName = new Map(fleet.stations.map(station => [station.name, station]));
  const places = fleet.places.map(place => ({
    key: place.name, name: placeName(place, fleet), note: place.note ?? '',
    stations: place.stations.map(name => byName.get(name)).filter(station => station && wanted(station, show)),
  }));
  return places.filter(place => place.stations.length > 0);
}

/** A place without a name is that of stations of which nobody said where they stand. */
const placeName = (place, fleet) => (place.name || (fleet.places.length > 1 ? 'Other stations' : 'Stations'));

/** One row a station, in the order of the places. */
export const rowsOf = (fleet, show) => placesOf(fleet, show)
  .flatMap(place => place.stations.map(station => ({ ...station, place: place.name })));

const wanted = (station, show) => show.length === 0 || show.includes(station.state);

/** Bars end with the running two minutes, also when nothing happens. */
function shifted(state, now) {
  let moved = false;
  const stations = state.fleet.stations.map(station => {
    const next = shiftedBars(station, now);
    moved ||= next !== station;
    return next;
  });
  return moved ? { ...state, fleet: { ...state.fleet, stations } } : state;
}

function shiftedBars(station, now) {
  const { bars, bars_start } = station;
  if (!bars?.length || !bars_start) return station;
  const start = Date.parse(bars_start);
  const shift = Math.floor((now - start) / BIN) - (bars.length - 1);
  if (!(shift > 0)) return station;
  const known = bars.at(-1) === null ? null : 0;
  const kept = bars.slice(Math.min(shift, bars.length));
  return { ...station, bars: [...kept, ...Array(bars.length - kept.length).fill(known)], bars_start: new Date(start + shift * BIN).toISOString() };
}

/** A page that has lost its server knows nothing of a station any more. */
export function unknown(fleet) {
  const none = item => ({ ...item, shape: 'stale', tone: 'none' });
  return {
    ...fleet, counts: fleet.counts.map(none), services: fleet.services.map(none), problems: fleet.problems.map(none),
    stations: fleet.stations.map(station => ({ ...none(station), queue_over: false })),
  };
}


/**
 * The wall's stations: all while at most 60; else those alone that are not fine, sleep aside, how many are left out, and whether they are calm.
 */
export function wallStations(fleet) {
  if (fleet.stations.length <= WALL) return { stations: rowsOf(fleet, []), left: 0 };
  const ill = rowsOf(fleet, STATES.filter(state => state !== 'fine' && state !== 'asleep'));
  const stations = ill.length > WALL ? [...ill].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state)).slice(0, WALL) : ill;
  return { stations, left: fleet.stations.length - stations.length, calm: ill.length <= WALL };
}

const WALL = 60;
