import { number, percent } from './number.js';
import { age, ago, span, when } from './time.js';

const HEIGHT = 16;
const PITCH = 4;

/** The hour of a tile as the path of its bars: 4 wide each, 16 high the highest; a true zero is a line of 1. */
export function bars(values) {
  const most = Math.max(MOST_AT_LEAST, ...(values ?? []));
  return each(values, (value, x) => {
    if (value === null) return '';
    const height = value === 0 ? 1 : Math.max(2, Math.round((value / most) * HEIGHT));
    return `M${x} ${HEIGHT - height}h3v${height}h-3z`;
  });
}

/** One scan in an hour is not the top of a chart. */
const MOST_AT_LEAST = 4;

/** What is not known, as a dotted base. */
export const gaps = values => each(values, (value, x) => (value === null ? `M${x + 1} ${HEIGHT - 1}h1v1h-1z` : ''));

const each = (values, draw) => (values ?? []).map((value, at) => draw(value, at * PITCH)).join('');

/** The age of a tile: of its last scan; of a sleeping station when it opens. */
export function tileAge(station, nowMs) {
  if (station.state === 'asleep' && station.opens_at) return when(station.opens_at, nowMs);
  return station.age_at ? age(station.age_at, nowMs).text : '—';
}

/** An age in a table; a dash where nothing was heard. */
export const cellAge = (iso, nowMs) => (iso ? age(iso, nowMs).text : '—');

export const rate = value => (value === null || value === undefined ? '—' : percent(value));

/** How much of the running window is left, or when the next one opens. */
export function left(phase, nowMs) {
  if (!phase.until) return '';
  if (phase.state !== 'open') return `${phase.window || 'next'} opens ${when(phase.until, nowMs)}`;
  const seconds = (Date.parse(phase.until) - nowMs) / 1000;
  return `${seconds < 60 ? span(seconds) : span(Math.ceil(seconds / 60) * 60)} left`;
}

/** The share of the window that has passed, in thousandths. */
export function passed({ since, until }, nowMs) {
  const start = Date.parse(since);
  const part = (nowMs - start) / (Date.parse(until) - start);
  return Number.isFinite(part) ? Math.round(Math.min(1, Math.max(0, part)) * 1000) : 0;
}

/** "last sync 6 s ago" */
export const service = ({ meta, at }, nowMs) => [meta, at && ago(at, nowMs)].filter(Boolean).join(' ');

/** The totals as pairs of a label and its figure; what is not known is a dash, and what is rare shows only when there is some. */
export function totals(figures, nowMs) {
  const oldest = figures.queue_size > 0 && figures.queue_oldest ? `, oldest ${age(figures.queue_oldest, nowMs).text}` : '';
  return [
    ['scans', number(figures.scans_today), ''],
    ['a minute', number(figures.scans_last_minute), ''],
    ['success', rate(figures.success_rate), ''],
    ['queue', number(figures.queue_size), oldest],
    ...(figures.clock_off > 0 ? [['clock off', number(figures.clock_off), '']] : []),
  ];
}

/** The wall's words for a problem: what is wrong where, then since when and for how long. */
export function wallWords(problem, nowMs) {
  const alone = problem.cause === 'silent' && problem.stations.length === 1;
  const lead = alone ? `${problem.what} is silent` : `${problem.what}: ${problem.word.toLowerCase()}`;
  const since = problem.since ? `since ${when(problem.since, nowMs)}, ${span((nowMs - Date.parse(problem.since)) / 1000)}.` : '';
  const evidence = [problem.note, problem.evidence].filter(Boolean).join('; ');
  return { lead, since, evidence: evidence && `${evidence.charAt(0).toUpperCase()}${evidence.slice(1)}.` };
}
