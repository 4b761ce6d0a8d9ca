import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journeyOf, journeyQuery, journeyWords } from '../../main/webapp/app/format/journey.js';

const plain = text => text.replaceAll('\u202f', ' ');
const JOURNEY = {
  station: 'gate-1', record_id: '412', scan_at: '2026-11-23T07:10:02.000+08:00', photo_at: '2026-11-23T07:10:02.400+08:00',
  sync_at: '2026-11-23T07:10:05.100+08:00', sms_at: '2026-11-23T07:10:07.000+08:00',
  lags: { photo: 0.4, sync: 3.1, sms: 5 }, state: 'complete', queued: false, retries: 0, failures: 0, events: ['1-1', '1-2'],
};
const NOTHING = { photo_at: null, sync_at: null, sms_at: null, lags: { photo: null, sync: null, sms: null } };

test('a journey is its hops with their lags', () => {
  assert.equal(plain(journeyWords(JOURNEY)), 'scan 07:10:02 · photo +0.4 s · cloud +3.1 s · SMS +5.0 s');
});

test('a hop that is not known is not named, and what waits or failed says so', () => {
  const waiting = { ...JOURNEY, ...NOTHING, state: 'waiting' };
  assert.equal(journeyWords(waiting), 'scan 07:10:02 · not in the cloud yet');
  assert.equal(journeyWords({ ...waiting, queued: true, retries: 1 }), 'scan 07:10:02 · 1 retry · queued for the cloud');
  assert.equal(journeyWords({ ...waiting, state: 'failed', retries: 10 }), 'scan 07:10:02 · 10 retries · failed');
});

test('a long lag has no tenths, and a hop without a scan has its time', () => {
  const late = { ...JOURNEY, ...NOTHING, lags: { photo: 9.96, sync: 840, sms: 12.7 } };
  assert.equal(plain(journeyWords(late)), 'scan 07:10:02 · photo +9.9 s · cloud +14 min · SMS +12 s');
  const alone = { ...JOURNEY, ...NOTHING, scan_at: null, sync_at: '2026-11-23T07:10:05.100+08:00' };
  assert.equal(journeyWords(alone), 'cloud 07:10:05');
});

test('a journey is asked for by its record, else by its student', () => {
  const record = { data: { record_id: 412, student_id: '2021001' }, station: 'gate 1' };
  assert.equal(journeyQuery(record), 'api/journeys?record_id=412&station=gate%201');
  assert.equal(journeyQuery({ data: { student_id: 'a&b' } }), 'api/journeys?student_id=a%26b');
  for (const data of [undefined, null, {}, { record_id: null }, { record_id: ' ' }, { record_id: [1] }, { record_id: 1.5 }, { record_id: 'x'.repeat(65) }]) {
    assert.equal(journeyQuery({ data, station: 'gate-1' }), null);
  }
});

test('of a student it is the journey that has the event', () => {
  const others = [{ ...JOURNEY, events: ['1-9'] }, JOURNEY];
  assert.equal(journeyOf({ id: '1-2', data: { student_id: 'S' } }, others), JOURNEY);
  assert.equal(journeyOf({ id: '1-3', data: { student_id: 'S' } }, others), undefined);
  assert.equal(journeyOf({ id: '1-3', data: { record_id: 412 } }, [JOURNEY]), JOURNEY);
  assert.equal(journeyOf({ id: '1-3', data: { record_id: 412 } }, []), undefined);
});
