import { date } from '../format/time.js';
import { setAttribute, setText } from './dom.js';

/** The station's clock and date, from the server's time. */
export function mountClock(clock, day) {
  const [minutes, seconds] = clock.children;
  return local => {
    setText(minutes, local.slice(11, 16));
    setText(seconds, local.slice(16, 19));
    setAttribute(clock, 'datetime', local.slice(11, 19));
    setText(day, date(local));
  };
}
