import { span } from '../format/time.js';
import { setAttribute, setShape, setText, show } from './dom.js';

const WORDS = { live: 'Live', catching: 'Catching up', silent: 'Stale', resting: 'Resting', offline: 'Offline' };

/** Says how this page is connected; never how the station is. */
export function mountBadge(badge, tryNow) {
  const icon = badge.querySelector('.icon');
  const word = badge.querySelector('.badge-word');
  const note = badge.querySelector('.badge-note');
  const button = badge.querySelector('.badge-try');
  button.addEventListener('click', tryNow);
  return ({ phase, since, nextTry, missed, silence }, clockAt) => {
    setAttribute(badge, 'data-phase', phase);
    setShape(icon, phase === 'resting' ? 'silent' : phase);
    setText(word, since && phase !== 'live' && phase !== 'catching' ? `${WORDS[phase]} since ${clockAt(since)}` : WORDS[phase]);
    setText(note, said(phase, nextTry, missed, silence));
    show(button, phase === 'offline' || phase === 'resting');
  };
}

function said(phase, nextTry, missed, silence) {
  if (phase === 'catching' && missed > 0) return `${missed} missed ${missed === 1 ? 'event' : 'events'}`;
  if (phase === 'silent') return `no word for ${span(silence / 1000)}`;
  if (phase === 'resting') return 'too many pages';
  if (phase !== 'offline') return '';
  const wait = nextTry === null ? 0 : Math.ceil((nextTry - performance.now()) / 1000);
  return wait > 0 ? `next try in ${span(wait)}` : 'trying now';
}
