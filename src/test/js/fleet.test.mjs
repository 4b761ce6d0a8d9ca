import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bars, gaps, left, passed, rate, service, tileAge, totals, wallWords } from '../../main/webapp/app/format/fleet.js';
import { when } from '../../main/webapp/app/format/time.js';
import {
  STATES, addressOf, countsOf, initial, placesOf, reduce, rowsOf, unknown, viewOf, wallStations,
} from '../../main/webapp/app/state/fleet.js';

const plain = text => text.replaceAll('\u202f', ' ');
const NOW = Date.parse('2026-11-23T07:12:08+08:00');
const station = (name, state = 'fine', more = {}) => ({
  name, title: name.toUpperCase(), state, word: state, shape: state, tone: 'none', bars: [1, 2, 3],
  bars_start: '2026-11-23T07:08:00+08:00', age_at: '2026-11-23T07:12:02+08:00', ...more,
});
const fleet = (stations = [station('a'), station('b', 'silent'), station('c', 'asleep')], more = {}) => ({
  sentence: { state: 'error', shape: 'error', lead: '1 thing needs you.', text: '' }, phase: { state: 'none' }, problems: [],
  counts: [{ key: 'silent', word: 'Silent', shape: 'error', tone: 'error', count: 1 }, { key: 'fine', word: 'Fine', shape: 'fine', tone: 'fine', count: 1 }],
  totals: {}, places: [{ name: 'Main', note: '2', stations: ['b', 'a'] }, { name: '', note: '1', stations: ['c'] }],
  stations, services: [], ...more,
});
const page = (search = '', more = {}) => initial({ timestamp: '2026-11-23T07:12:08+08:00', fleet: fleet(), ...more }, search);
const names = places => places.map(place => [place.name, place.stations.map(({ name }) => name).join()]);

test('the address bar is the view: what it says comes back the same', () => {
  for (const view of [{ table: false, show: [] }, { table: true, show: [] }, { table: true, show: ['silent', 'fine'] }, { table: false, show: STATES }]) {
    assert.deepEqual(viewOf(addressOf(view).replace(/^dashboard/, '')), view);
  }
});

test('an address that asks for the unknown asks for nothing', () => {
  assert.deepEqual(viewOf('?view=<b>&show=nonsense,silent,silent,%3Cscript%3E'), { table: false, show: ['silent'] });
});

test('counts filter, together and one by one, and all clears', () => {
  let state = reduce(page(), { type: 'page.toggle', data: { key: 'silent' } });
  assert.deepEqual(names(placesOf(state.fleet, state.view.show)), [['Main', 'b']]);
  state = reduce(state, { type: 'page.toggle', data: { key: 'asleep' } });
  assert.equal(addressOf(state.view), 'dashboard?show=silent,asleep');
  state = reduce(state, { type: 'page.toggle', data: { key: 'silent' } });
  assert.deepEqual(names(placesOf(state.fleet, state.view.show)), [['Other stations', 'c']]);
  assert.deepEqual(reduce(state, { type: 'page.toggle', data: { key: 'all' } }).view.show, []);
});

test('a filter that is on keeps its place when its last station gets well', () => {
  const counts = countsOf(fleet(), ['link']);
  assert.deepEqual(counts.map(({ key, count }) => [key, count]), [['all', 3], ['silent', 1], ['link', 0], ['fine', 1]]);
  assert.equal(counts[2].word, 'Behind a link');
});

test('tiles and rows stand in the order of the places, whatever the order of the news', () => {
  const shuffled = fleet([station('c', 'asleep'), station('b', 'silent'), station('a')]);
  assert.deepEqual(names(placesOf(shuffled, [])), [['Main', 'b,a'], ['Other stations', 'c']]);
  assert.deepEqual(rowsOf(shuffled, []).map(({ name, place }) => `${place} ${name}`), ['Main b', 'Main a', 'Other stations c']);
  assert.equal(placesOf(fleet([station('a')], { places: [{ name: '', note: '', stations: ['a', 'gone'] }] }), [])[0].name, 'Stations');
});

test('figures replace the fleet and leave the view alone', () => {
  const state = reduce(page('?view=table&show=silent'), { type: 'metrics', data: { fleet: fleet([station('z')]) } });
  assert.deepEqual([state.view, state.fleet.stations[0].name], [{ table: true, show: ['silent'] }, 'z']);
  assert.equal(reduce(state, { type: 'metrics', data: { scans_today: 6 } }), state);
});

test('bars move on by two minutes when nothing happens, and unknown stays unknown', () => {
  const blind = station('b', 'silent', { bars: [1, 2, null] });
  const before = page('', { fleet: fleet([station('a'), blind]) });
  const at = now => reduce(before, { type: 'page.minute', data: { now: Date.parse(now) } });
  assert.equal(at('2026-11-23T07:13:59+08:00'), before);
  assert.deepEqual(at('2026-11-23T07:14:00+08:00').fleet.stations.map(({ bars: bins }) => bins), [[2, 3, 0], [2, null, null]]);
  assert.deepEqual(at('2026-11-23T09:14:00+08:00').fleet.stations[0].bars, [0, 0, 0]);
});

test('a page that has lost its server shows nothing green and no queue over its limit', () => {
  const lost = unknown(fleet([station('a', 'warning', { queue_over: true })]));
  assert.deepEqual([lost.stations[0].shape, lost.stations[0].tone, lost.stations[0].queue_over], ['stale', 'none', false]);
  assert.ok(lost.counts.every(({ tone }) => tone === 'none'));
});

test('the wall shows all of sixty, and above that those that are not fine', () => {
  const many = (count, state) => Array.from({ length: count }, (_, at) => station(`${state}${at}`, state));
  const wall = stations => wallStations(fleet(stations, { places: [{ name: 'Main', stations: stations.map(({ name }) => name) }] }));
  assert.deepEqual([wall(many(60, 'fine')).stations.length, wall(many(60, 'fine')).left], [60, 0]);
  const school = wall([...many(40, 'fine'), ...many(15, 'asleep'), ...many(3, 'warning'), ...many(4, 'silent')]);
  assert.deepEqual([school.stations.map(({ state }) => state).join(), school.left, school.calm],
    ['warning,warning,warning,silent,silent,silent,silent', 55, true]);
  const ill = wall([...many(59, 'warning'), ...many(4, 'silent')]);
  assert.deepEqual([ill.stations.length, ill.stations[0].state, ill.left, ill.calm], [60, 'silent', 3, false]);
});

test('an hour of bars: a true zero is a line, the highest fills the height, what is not known is dotted', () => {
  assert.equal(bars([0, 10, null, 5]), 'M0 15h3v1h-3zM4 0h3v16h-3zM12 8h3v8h-3z');
  assert.equal(gaps([0, 10, null, 5]), 'M9 15h1v1h-1z');
  assert.equal(bars([1, 0]), 'M0 12h3v4h-3zM4 15h3v1h-3z');
  assert.equal(bars(undefined) + gaps(null), '');
});

test('a tile says the age of its last news, a sleeping one when it opens', () => {
  assert.equal(plain(tileAge(station('a'), NOW)), '6 s');
  assert.equal(tileAge(station('a', 'asleep', { opens_at: '2026-11-23T13:00:00+08:00' }), NOW), '13:00');
  assert.equal(tileAge(station('a', 'waiting', { age_at: null }), NOW), '—');
});

test('a time is a clock when near, else a weekday, else a date', () => {
  assert.deepEqual(['2026-11-23T07:03:00+08:00', '2026-11-20T07:21:00+08:00', '2026-11-02T07:21:00+08:00', null]
    .map(iso => when(iso, NOW)), ['07:03', 'Fri 07:21', 'Mon 2 Nov', '']);
});

test('the window says what is left of it, and between windows when the next one opens', () => {
  const window = { state: 'open', window: 'Login', since: '2026-11-23T06:30:00+08:00', until: '2026-11-23T07:30:00+08:00' };
  assert.equal(plain(left(window, NOW)), '18 min left');
  assert.equal(passed(window, NOW), 702);
  assert.equal(left({ state: 'closed', window: 'Logout', until: '2026-11-23T16:00:00+08:00' }, NOW), 'Logout opens 16:00');
  assert.equal(passed({ since: null, until: null }, NOW), 0);
});

test('what cannot be known is a dash and never 0', () => {
  assert.equal(rate(null), '—');
  assert.deepEqual(totals({ scans_today: null, success_rate: null, queue_size: null, clock_off: null }, NOW).map(([, figure]) => figure), ['—', '—', '—', '—']);
  assert.deepEqual(totals({ queue_size: 2, queue_oldest: '2026-11-23T06:55:00+08:00', clock_off: 1 }, NOW).slice(3).map(all => plain(all.join('|'))),
    ['queue|2|, oldest 17 min', 'clock off|1|']);
  assert.equal(plain(service({ meta: 'last sync', at: '2026-11-23T07:12:02+08:00' }, NOW)), 'last sync 6 s ago');
});

test('the wall says what, where, since when and for how long', () => {
  const silent = { cause: 'silent', word: 'Silent', what: 'Gate B', note: '', stations: ['b'], since: '2026-11-23T07:03:00+08:00', evidence: 'no heartbeat' };
  assert.deepEqual(Object.values(wallWords(silent, NOW)).map(plain), ['Gate B is silent', 'since 07:03, 9 min.', 'No heartbeat.']);
  const link = { ...silent, cause: 'link', word: 'Link down', what: 'Annex', note: '6 stations', stations: ['x', 'y'] };
  assert.equal(plain(wallWords({ ...silent, since: '2026-11-21T07:03:00+08:00' }, NOW).since), 'since Sat 07:03, 2 d.');
  assert.deepEqual(Object.values(wallWords(link, NOW)).map(plain), ['Annex: link down', 'since 07:03, 9 min.', '6 stations; no heartbeat.']);
});
