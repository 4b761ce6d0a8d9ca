import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareIds, initial, reduce } from '../../main/webapp/app/state/reduce.js';

const event = (n, type = 'scan', at = '2026-11-23T07:12:10+08:00') =>
  ({ id: `1-${n}`, timestamp: at, type, message: `m${n}`, data: {} });
const snapshot = (more = {}) => ({
  timestamp: '2026-11-23T07:12:08+08:00', as_of: '1-10', metrics: { scans_today: 5, events_today: 9 },
  recent_events: [event(9), event(10)], recent_alerts: [],
  activity: { start: '2026-11-23T07:03:00+08:00', step_seconds: 60, scans: [1, 2, 3, 4, 5, 6, 7, 8, 9, 3], events: [] },
  day: { start: '2026-11-23T07:00:00+08:00', step_seconds: 300, scans: [4, 1, null] }, ...more,
});
const send = (state, ...messages) => messages.reduce(reduce, state);
const events = (...ids) => ids.map(n => ({ type: 'event', data: event(n) }));
const ids = rows => rows.map(row => row.id);

test('P20: an event that was already seen changes nothing', () => {
  const state = send(initial(snapshot()), ...events(11));
  assert.equal(reduce(state, events(11)[0]), state);
  assert.equal(reduce(state, events(9)[0]), state);
});

test('ids compare by epoch, then by sequence, as numbers', () => {
  assert.ok(compareIds('1-10', '1-9') > 0);
  assert.ok(compareIds('2-1', '1-999') > 0);
  assert.equal(compareIds('1-9', '1-9'), 0);
});

test('P18: at most fifty events are shown, the newest on top', () => {
  const state = send(initial(snapshot()), ...events(...Array.from({ length: 80 }, (_, i) => 11 + i)));
  assert.equal(state.feed.shown.length, 50);
  assert.equal(state.feed.shown[0].id, '1-90');
});

test('rows are held while somebody reads, and enter when the reading ends', () => {
  const reading = send(initial(snapshot()), { type: 'page.feed', data: { holding: true } }, ...events(11, 12));
  assert.deepEqual(ids(reading.feed.shown), ['1-10', '1-9']);
  assert.equal(reading.feed.heldCount, 2);
  const done = reduce(reading, { type: 'page.feed', data: { holding: false } });
  assert.deepEqual(ids(done.feed.shown), ['1-12', '1-11', '1-10', '1-9']);
  assert.equal(done.feed.heldCount, 0);
});

test('more held rows than are kept leave no hidden gap in the list', () => {
  const many = events(...Array.from({ length: 70 }, (_, i) => 11 + i));
  const state = send(initial(snapshot()), { type: 'page.feed', data: { paused: '07:12:10' } }, ...many, { type: 'page.shownew' });
  assert.deepEqual([state.feed.shown.length, state.feed.shown.at(-1).id], [50, '1-31']);
});

test('P16: alerts are merged by id, an older word never replaces a newer one', () => {
  const alert = (state, updated_at) => ({ type: 'alert', data: { id: '1-5', state, updated_at } });
  const state = send(initial(snapshot()), alert('firing', '2026-11-23T07:00:00+08:00'),
    alert('resolved', '2026-11-23T07:10:00+08:00'), alert('firing', '2026-11-23T07:00:00+08:00'));
  assert.deepEqual(state.alerts.map(a => a.state), ['resolved']);
});

test('P15: a scan counts in its minute at once', () => {
  const state = send(initial(snapshot()), ...events(11));
  assert.equal(state.activity.scans[9], 4);
  assert.equal(state.day.scans[2], 1);
});

test('a scan from a clock that is ahead does not move the ten minutes', () => {
  const state = send(initial(snapshot()), { type: 'event', data: event(11, 'scan', '2026-11-23T19:17:10+08:00') });
  assert.deepEqual(state.activity, snapshot().activity);
});

test('P15: minutes move when nothing happens, and unknown stays unknown', () => {
  const now = Date.parse('2026-11-23T07:14:01+08:00');
  const state = reduce(initial(snapshot()), { type: 'page.minute', data: { now } });
  assert.deepEqual(state.activity.scans, [3, 4, 5, 6, 7, 8, 9, 3, 0, 0]);
  const blind = snapshot();
  blind.activity.scans[9] = null;
  assert.deepEqual(reduce(initial(blind), { type: 'page.minute', data: { now } }).activity.scans.slice(-2), [null, null]);
});

test('metrics replace bins and words, and keep what they leave out', () => {
  const activity = { start: '2026-11-23T07:03:00+08:00', step_seconds: 60, scans: Array(10).fill(1), events: [] };
  const state = reduce(initial(snapshot({ stops: [{ key: 'station' }] })), { type: 'metrics', data: { scans_today: 6, activity } });
  assert.equal(state.metrics.scans_today, 6);
  assert.equal(state.activity, activity);
  assert.equal(state.stops.length, 1);
  assert.equal(state.day.scans.length, 3);
});

test('an open alert has the value of now, and one that has ended meanwhile stays ended', () => {
  const alert = id => ({ id, state: 'firing', value: 60, updated_at: '2026-11-23T07:00:00+08:00' });
  const open = alert('1-5');
  const page = initial(snapshot({ recent_alerts: [open, alert('1-7')] }));
  const ended = reduce(page, { type: 'alert', data: { ...alert('1-7'), state: 'resolved', updated_at: '2026-11-23T07:20:00+08:00' } });
  const state = reduce(ended, { type: 'metrics', data: { open_alerts: [{ ...open, value: 900 }, alert('1-7')] } });
  assert.deepEqual(state.alerts.map(({ id, value, state: how }) => [id, value, how === 'resolved']), [['1-5', 900, false], ['1-7', 60, true]]);
  assert.equal(state.metrics.open_alerts, undefined);
  assert.equal(reduce(state, { type: 'metrics', data: {} }).alerts, state.alerts);
});

test('a reset leaves a row that says what is missing, below what came after', () => {
  const state = send(initial(snapshot()), { type: 'reset', data: { missed: 23, reason: 'pruned' } },
    { type: 'dashboard', data: snapshot({ as_of: '1-41', recent_events: [event(40), event(41)] }) });
  assert.deepEqual(ids(state.feed.shown), ['1-41', '1-40', 'gap-1-10', '1-10', '1-9']);
  assert.equal(state.feed.shown[2].message, '23 events could not be replayed');
  assert.equal(state.lastId, '1-41');
});

test('the row of what is missing has the time of the row that it stands on, also while rows are held', () => {
  const late = at => ({ type: 'event', data: event(11, 'scan', at) });
  const reset = { type: 'reset', data: { missed: 23, reason: 'pruned' } };
  const read = send(initial(snapshot()), late('2026-11-23T09:00:00+08:00'), reset);
  assert.deepEqual([read.feed.shown[0].type, read.feed.shown[0].timestamp], ['gap', '2026-11-23T09:00:00+08:00']);
  const held = send(initial(snapshot()), { type: 'page.feed', data: { holding: true } }, late('2026-11-23T09:30:00+08:00'), reset);
  assert.deepEqual([held.feed.held[0].type, held.feed.held[0].timestamp], ['gap', '2026-11-23T09:30:00+08:00']);
  const empty = send(initial(snapshot({ recent_events: [] })), reset);
  assert.equal(empty.feed.shown[0].timestamp, '2026-11-23T07:12:08+08:00');
});

test('after a reset the alerts are those of the snapshot, and what the server has no more is gone', () => {
  const alert = id => ({ id, state: 'firing', updated_at: '2026-11-23T07:00:00+08:00' });
  const state = send(initial(snapshot({ recent_alerts: [alert('1-5')] })), { type: 'reset', data: { missed: null, reason: 'a new epoch' } },
    { type: 'dashboard', data: snapshot({ as_of: '2-3', recent_alerts: [alert('2-2')] }) });
  assert.deepEqual(ids(state.alerts), ['2-2']);
  const none = reduce(state, { type: 'dashboard', data: snapshot({ as_of: '2-3', recent_alerts: [] }) });
  assert.deepEqual(none.alerts, []);
});

test('a new epoch starts its ids anew', () => {
  const fresh = { ...event(1), id: '2-1' };
  const state = send(initial(snapshot()), { type: 'dashboard', data: snapshot({ as_of: '2-1', recent_events: [fresh] }) },
    { type: 'event', data: { ...event(2), id: '2-2' } });
  assert.deepEqual(ids(state.feed.shown), ['2-2', '2-1', '1-10', '1-9']);
});

test('issue 3, item 6: another station\'s scan is shown and counts for nobody else', () => {
  const before = initial(snapshot({ station: 'gate-1' }));
  const state = reduce(before, { type: 'event', data: { ...event(11), station: 'gate-2' } });
  assert.deepEqual(ids(state.feed.shown).slice(0, 1), ['1-11']);
  assert.deepEqual(state.metrics, before.metrics);
  assert.deepEqual(state.activity, before.activity);
  const own = reduce(state, { type: 'event', data: { ...event(12), station: 'gate-1' } });
  assert.equal(own.activity.scans[9], 4);
  assert.equal(own.metrics.events_today, 10);
});

test('after an erasure rows are as the server has them, and what it did not send is gone', () => {
  const before = reduce(initial(snapshot()), { type: 'event', data: event(11) });
  const erased = { ...event(10), message: 'Erased', data: { erased: true } };
  const after = reduce(before, { type: 'page.refreshed', data: { rows: [erased], erased: true } });
  assert.deepEqual(ids(after.feed.shown), ['1-11', '1-10']);
  assert.equal(after.feed.shown[1].message, 'Erased');
  assert.deepEqual(reduce(before, { type: 'page.refreshed', data: { rows: [], erased: true } }).feed.shown, []);
});

const unanswered = { type: 'page.refreshed', data: { rows: [], erased: true } };
const answered = to => ({ type: 'page.refreshed', data: { rows: Array.from({ length: to }, (_, i) => event(1 + i)), erased: true } });

test('a list that was emptied because the server did not answer after an erasure is filled when it does', () => {
  const filled = send(initial(snapshot()), unanswered, answered(60));
  assert.deepEqual([filled.feed.shown.length, filled.feed.shown[0].id, filled.feed.shown[49].id], [50, '1-60', '1-11']);
});

test('it is filled below what came in the meantime, shown or held', () => {
  const scanned = send(initial(snapshot()), unanswered, ...events(61, 62), answered(61));
  assert.deepEqual([scanned.feed.shown.length, ...ids(scanned.feed.shown).slice(0, 3), scanned.feed.shown[49].id], [50, '1-62', '1-61', '1-60', '1-13']);
  const held = send(initial(snapshot()), unanswered, { type: 'page.feed', data: { holding: true } }, ...events(11), answered(11));
  assert.deepEqual([ids(held.feed.held), ids(held.feed.shown).slice(0, 2)], [['1-11'], ['1-10', '1-9']]);
});

test('a row that says what is missing does not keep a list from being filled', () => {
  const filled = send(initial(snapshot()), { type: 'reset', data: { missed: 3, reason: 'pruned' } }, unanswered, answered(12));
  assert.deepEqual([filled.feed.shown.length, ...ids(filled.feed.shown).slice(0, 2)], [13, 'gap-1-10', '1-12']);
});

test('a list that was longer than fifty because of older events is filled to that length', () => {
  const rows = Array.from({ length: 50 }, (_, i) => event(i + 1));
  const recent = Array.from({ length: 50 }, (_, i) => event(i + 51));
  const long = send(initial(snapshot({ as_of: '1-100', recent_events: recent })), { type: 'page.older', data: { rows } }, unanswered, answered(100));
  assert.equal(long.feed.shown.length, 100);
});

test('older events end with an answer that has none, for one may be short because its events are large', () => {
  const short = reduce(initial(snapshot()), { type: 'page.older', data: { rows: [event(7), event(8)] } });
  assert.deepEqual([short.feed.older, reduce(short, { type: 'page.older', data: { rows: [] } }).feed.older], ['idle', 'end']);
});

test('rows that were held and went with the others are counted no longer', () => {
  const held = send(initial(snapshot()), { type: 'page.feed', data: { holding: true } }, ...events(...Array.from({ length: 60 }, (_, i) => 11 + i)));
  assert.deepEqual([held.feed.heldCount, held.feed.held.length], [60, 50]);
  const emptied = reduce(held, unanswered);
  assert.deepEqual([emptied.feed.heldCount, emptied.feed.held.length], [0, 0]);
  const one = { type: 'page.refreshed', data: { rows: answered(70).data.rows.filter(({ id }) => id !== '1-30'), erased: true } };
  const without = reduce(held, one);
  assert.deepEqual([without.feed.heldCount, without.feed.held.length], [59, 49]);
});

test('after a reset rows that the server still has are as it has them, and none goes', () => {
  const erased = { ...event(10), message: 'Erased', data: { erased: true } };
  const after = reduce(initial(snapshot()), { type: 'page.refreshed', data: { rows: [erased], erased: false } });
  assert.deepEqual(ids(after.feed.shown), ['1-10', '1-9']);
  assert.equal(after.feed.shown[0].message, 'Erased');
});
