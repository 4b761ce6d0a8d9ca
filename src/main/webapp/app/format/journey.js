// The journey of a record in words: its hops with their lags.
import { clock, span } from './time.js';

const NNBSP = '\u202f';
const HOPS = [['photo', 'photo'], ['sync', 'cloud'], ['sms', 'SMS']];

/** 0.4 s, 12 s, 14 min: tenths only where they say something. */
const lagWords = seconds => (seconds < 10 ? `${(Math.floor(seconds * 10 + 1e-6) / 10).toFixed(1)}${NNBSP}s` : span(seconds));

/** scan 07:10:02 · photo +0.4 s · cloud +3.1 s · SMS +5.0 s */
export function journeyWords(journey) {
  const words = journey.scan_at ? [`scan ${clock(journey.scan_at)}`] : [];
  for (const [hop, name] of HOPS) {
    const at = journey[`${hop}_at`];
    const lag = journey.lags?.[hop];
    if (typeof lag === 'number') words.push(`${name} +${lagWords(lag)}`);
    else if (at) words.push(`${name} ${clock(at)}`);
  }
  if (journey.retries > 0) words.push(`${journey.retries} ${journey.retries === 1 ? 'retry' : 'retries'}`);
  if (journey.state === 'failed') words.push('failed');
  else if (journey.state === 'waiting') words.push(journey.queued ? 'queued for the cloud' : 'not in the cloud yet');
  return words.join(' · ');
}

/** What to ask for the journey of an event, or null when the event names neither a record nor a student. */
export function journeyQuery({ data, station }) {
  const named = ['record_id', 'student_id'].find(key => isName(data?.[key]));
  if (!named) return null;
  const where = station ? `&station=${encodeURIComponent(station)}` : '';
  return `api/journeys?${named}=${encodeURIComponent(data[named])}${where}`;
}

/** The one that the event belongs to: of a record the only one, of a student the one that has the event. */
export function journeyOf(event, journeys) {
  const own = journeys.find(journey => journey.events.includes(event.id));
  return own ?? (isName(event.data?.record_id) ? journeys[0] : undefined);
}

const isName = value => (typeof value === 'string' && value.trim() !== '' && value.length <= 64) || Number.isInteger(value);
