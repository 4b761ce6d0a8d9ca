import { age, clock, shortClock, span } from './time.js';

/** The line under a stop's name, as pieces: text and the age in bold. */
export function ageLine(stop, nowMs) {
  const label = stop.age_label ?? '';
  const known = stop.age_at ?? stop.stale_as_of;
  if (stop.stale && known) {
    const { text, relative } = age(known, nowMs);
    const head = `${stop.age_at && label ? label : 'as of'} ${clock(known)} · `;
    return { before: head, age: text, after: relative ? ' old' : '', limit: '' };
  }
  if (!stop.age_at) return { before: stop.note ?? label, age: '', after: '', limit: '' };
  const { text, relative } = age(stop.age_at, nowMs);
  const after = relative && !label.startsWith('oldest') ? ' ago' : '';
  const limit = stop.limit_seconds == null || text.startsWith('clock') ? '' : ` · limit ${span(stop.limit_seconds)}`;
  return { before: label ? `${label} ` : '', age: text, after, limit };
}

/** "scans today", or "scans, as of 07:04" when the figure is old. */
export function figureLabel(stop) {
  const label = stop.label ?? '';
  if (stop.stale && stop.figure != null && stop.stale_as_of) {
    return `${label.replace(/ (today|since .*)$/, '')}, as of ${shortClock(stop.stale_as_of)}`;
  }
  return stop.figure == null && stop.note && stop.age_at ? `${label.replace(/ today$/, '')}: ${stop.note}` : label;
}
