import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { mountFeed } from '../../main/webapp/app/view/feed.js';
import { fakePage, node } from './fake-page.mjs';

beforeEach(() => {
  fakePage();
});

test('older events are asked for from the last event on, not from a row that says what is missing', () => {
  const asked = [];
  const section = node('section');
  const feed = mountFeed(section, { dispatch() {}, loadOlder: id => asked.push(id), home: 'gate-a', say() {}, clockNow: () => '' });
  const event = n => ({ id: `1-${n}`, timestamp: '2026-11-23T07:12:08+08:00', type: 'scan', message: 'm', data: {} });
  const gap = { ...event(0), id: 'gap-1-10', type: 'gap' };
  const older = (...shown) => {
    feed.render({ shown, held: [], heldCount: 0, filters: [], query: '', older: 'idle', paused: null }, 9, Infinity);
    section.querySelector('.feed-older').dispatchEvent(new Event('click'));
  };
  older(event(11), event(10));
  older(event(11), gap);
  older(gap);
  assert.deepEqual(asked, ['1-10', '1-11', '']);
});
