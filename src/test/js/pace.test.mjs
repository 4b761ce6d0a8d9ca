import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace } from '../../main/webapp/app/state/pace.js';

/** The moments at which it is drawn when something comes each `step` milliseconds, from 0 to `end`. */
function drawn(pace, step, end) {
  const moments = [];
  for (let at = 0; at < end; at += step) {
    pace.heard(at);
    if (pace.due(at)) moments.push(at);
  }
  return moments;
}

test('a few are drawn as they come', () => {
  assert.equal(drawn(createPace(20, 1_000), 100, 5_000).length, 50);
});

test('a crowd is drawn once a second', () => {
  const moments = drawn(createPace(20, 1_000), 5, 10_000).filter(at => at >= 1_000);
  assert.ok(moments.length >= 8 && moments.length <= 10, `${moments}`);
  assert.ok(moments.every((at, i) => i === 0 || at - moments[i - 1] >= 1_000), `${moments}`);
});

test('when the crowd is gone, the next one is drawn at once', () => {
  const pace = createPace(20, 1_000);
  drawn(pace, 5, 3_000);
  assert.equal(pace.due(4_100), true);
  pace.heard(5_200);
  assert.equal(pace.due(5_200), true);
  pace.heard(5_210);
  assert.equal(pace.due(5_210), true);
});

test('what a person does is drawn at once, also in a crowd', () => {
  const pace = createPace(20, 1_000);
  drawn(pace, 5, 2_500);
  assert.equal(pace.due(2_501), false);
  assert.equal(pace.crowded(), true);
  pace.hurry();
  assert.equal(pace.crowded(), false);
  assert.equal(pace.due(2_501), true);
});
