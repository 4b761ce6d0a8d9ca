import { left, passed } from '../format/fleet.js';
import { shortClock } from '../format/time.js';
import { setAttribute, setText, show } from './dom.js';

/** The running window, how much of it is left, and its track; nothing where there is no timetable. */
export function mountPhase(box) {
  const [name, rest] = ['.phase-window', '.phase-left'].map(part => box.querySelector(part));
  const ends = box.querySelector('.phase-ends');
  const track = box.querySelector('.phase-track');
  return (phase, nowMs) => {
    const open = phase?.state === 'open';
    show(box, Boolean(phase) && phase.state !== 'none');
    if (box.hidden) return;
    setText(name, open ? phase.window : 'No window is open');
    setText(rest, left(phase, nowMs));
    if (!ends || !track) return;
    show(ends, open);
    setAttribute(track, 'hidden', open ? null : '');
    if (!open) return;
    setText(ends.firstElementChild, shortClock(phase.since));
    setText(ends.lastElementChild, shortClock(phase.until));
    setAttribute(track.lastElementChild, 'width', passed(phase, nowMs));
  };
}
