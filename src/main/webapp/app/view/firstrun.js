import { age } from '../format/time.js';
import { setText, show } from './dom.js';

const WORDS = { missing: 'not there yet', waiting: 'not there yet', reading: 'reading it; no row yet today' };

/** The ways to begin; they go for good with the first event. */
export function mountFirstRun(section, alerts) {
  const path = section.querySelector('#source-path');
  const words = section.querySelector('#source-state');
  let over = false;
  return (state, nowMs) => {
    over = over || state.sentence.state !== 'initializing' || state.feed.shown.length + state.feed.heldCount > 0;
    show(section, !over);
    show(alerts, over);
    if (over || !state.source) return;
    const { path: file, state: kind, looked_at, poll_seconds, message } = state.source;
    setText(path, file);
    const looked = looked_at ? `; looked ${age(looked_at, nowMs).text} ago` : '';
    setText(words, `${WORDS[kind] ?? message}${looked}${poll_seconds ? `, looks every ${poll_seconds}\u202fs` : ''}`);
  };
}
