import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detail, entries, icon, kind, message } from '../../main/webapp/app/format/event.js';
import { metricValue, number, percent } from '../../main/webapp/app/format/number.js';
import { ageLine, figureLabel } from '../../main/webapp/app/format/stop.js';
import { age, ago, clock, date, shortClock, span, uptime, zoned } from '../../main/webapp/app/format/time.js';

const plain = text => text.replaceAll('\u202f', ' ');
const NOW = Date.parse('2026-11-23T07:12:08+08:00');

test('times are read in the zone they were written in', () => {
  assert.equal(clock('2026-11-23T07:12:08.123+08:00'), '07:12:08');
  assert.equal(shortClock('2026-11-23T07:12:08.123+08:00'), '07:12');
  assert.equal(date('2026-11-23T00:12:08+08:00'), 'Mon 23 Nov');
});

test('the clock runs in the zone of the station, or by its offset where the zone is unknown', () => {
  assert.equal(zoned('Asia/Manila', '')(NOW), '2026-11-23T07:12:08');
  assert.equal(zoned('Not/AZone', '2026-11-23T07:12:08+08:00')(NOW), '2026-11-23T07:12:08');
});

test('an age is a span, then a weekday, then a date', () => {
  const at = iso => plain(age(iso, NOW).text);
  assert.equal(at('2026-11-23T07:12:02+08:00'), '6 s');
  assert.equal(at('2026-11-23T06:58:00+08:00'), '14 min');
  assert.equal(at('2026-11-23T06:00:00+08:00'), '1 h 12 min');
  assert.equal(at('2026-11-20T07:21:00+08:00'), 'Fri 07:21');
  assert.equal(at('2026-11-02T07:21:00+08:00'), 'Mon 2 Nov');
  assert.equal(at('2026-11-23T07:12:11+08:00'), 'clock 3 s ahead');
  assert.equal(plain(ago('2026-11-23T07:12:02+08:00', NOW)), '6 s ago');
  assert.equal(ago('2026-11-20T07:21:00+08:00', NOW), 'Fri 07:21');
});

test('P9: uptime has its two largest units', () => {
  assert.deepEqual([9, 303, 3600, 273_600].map(uptime), ['9s', '5m 3s', '1h 0m', '3d 4h']);
  assert.equal(plain(span(3600)), '1 h');
});

test('P12: a rate is never rounded up to all', () => {
  assert.equal(plain(percent(99.96)), '99.9 %');
  assert.equal(plain(percent(0)), '0.0 %');
  assert.equal(plain(metricValue('success_rate', 52.2)), '52.2 %');
});

test('a missing number is a dash and never 0', () => {
  assert.equal(number(null), '—');
  assert.equal(number(0), '0');
});

test('P17: every type has its words, a custom one says its type first', () => {
  const backup = { type: 'custom', message: 'copied', data: { operation: 'backup', duration: 5.2 } };
  assert.equal(message(backup), 'backup: copied');
  assert.equal(plain(detail(backup)), '5.2 s');
  assert.equal(kind(backup), 'other');
  assert.equal(plain(detail({ type: 'photo', data: { size_kb: 84 } })), '84 kB');
  assert.equal(detail({ type: 'scan', data: { scan_type: 'login' } }), 'login');
  assert.deepEqual(entries({ a: 1, b: { c: null } }), [['a', '1'], ['b.c', '']]);
});

test('a type that is also a word of the language is a custom one', () => {
  for (const type of ['constructor', 'toString', '__proto__']) {
    const event = { type, message: 'm' };
    assert.deepEqual([icon(event), kind(event), message(event)], ['custom', 'other', `${type}: m`]);
  }
});

test('an id is told as it is, and a size that is not a number too', () => {
  const of = (type, data) => plain(detail({ type, data }));
  assert.deepEqual([18231, '18231', 'b7f3-22', null].map(record_id => of('sync', { record_id })), ['#18231', '#18231', '#b7f3-22', '']);
  assert.deepEqual([8412, '84 kB', null].map(size_kb => of('photo', { size_kb })), ['8,412 kB', '84 kB', '']);
});

test('a stop says its age and its limit, and when old of when it is', () => {
  const stop = { age_label: 'last sync', age_at: '2026-11-23T07:12:02+08:00', limit_seconds: 120, figure: '9', label: 'scans today' };
  assert.deepEqual(Object.values(ageLine(stop, NOW)).map(plain), ['last sync ', '6 s', ' ago', ' · limit 2 min']);
  const old = { ...stop, stale: true, stale_as_of: '2026-11-23T07:04:00+08:00' };
  assert.equal(figureLabel(old), 'scans, as of 07:04');
  assert.deepEqual(Object.values(ageLine(old, NOW)).map(plain), ['last sync 07:12:02 · ', '6 s', ' old', '']);
});
