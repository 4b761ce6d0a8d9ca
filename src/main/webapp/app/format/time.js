// Times of the station. An ISO time from the server is already in the station's zone, so its clock
// reading is a slice of the text; only the ticking clock asks Intl for the zone.
const NNBSP = '\u202f';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 07:12:08 */
export const clock = iso => (iso ? iso.slice(11, 19) : '');

/** 07:12 */
export const shortClock = iso => (iso ? iso.slice(11, 16) : '');

/** Mon 23 Nov, of an ISO time in the station's zone. */
export function date(iso) {
  if (!iso) return '';
  const day = new Date(iso.slice(0, 10) + 'T00:00:00Z');
  return `${DAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}

/** 2026-11-23 07:12:08 +08:00, for titles. */
export const full = iso => (iso ? `${iso.slice(0, 10)} ${clock(iso)} ${iso.replace(/^.*?([+-]\d\d:\d\d|Z)$/, '$1')}` : '');

/** 07:03 of today, Fri 07:21 of this week, else Mon 2 Nov. */
export function when(iso, nowMs) {
  if (!iso) return '';
  const hours = Math.abs(nowMs - Date.parse(iso)) / 3_600_000;
  if (hours < 12) return shortClock(iso);
  return hours < 168 ? `${date(iso).slice(0, 3)} ${shortClock(iso)}` : date(iso);
}

/** How long ago: a span (then `relative`), a weekday with its time, or a date. */
export function age(iso, nowMs) {
  const seconds = Math.floor((nowMs - Date.parse(iso)) / 1000);
  if (seconds < -1) return { text: `clock ${span(-seconds)} ahead`, relative: false };
  if (seconds < 86400) return { text: span(Math.max(0, seconds)), relative: true };
  if (seconds < 7 * 86400) return { text: `${date(iso).slice(0, 3)} ${shortClock(iso)}`, relative: false };
  return { text: date(iso), relative: false };
}

/** The age as running text: "6 s ago", "Fri 07:21". */
export function ago(iso, nowMs) {
  const { text, relative } = age(iso, nowMs);
  return relative ? `${text} ago` : text;
}

/** 59 s, 59 min, 1 h 12 min, 3 d 4 h. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}${NNBSP}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${NNBSP}min`;
  if (whole < 86400) return pair(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
  return pair(Math.floor(whole / 86400), 'd', Math.floor((whole % 86400) / 3600), 'h');
}

function pair(large, largeUnit, small, smallUnit) {
  const head = `${large}${NNBSP}${largeUnit}`;
  return small === 0 ? head : `${head} ${small}${NNBSP}${smallUnit}`;
}

/** 3d 4h, 1h 0m, 5m 3s, 9s: the two largest units. */
export function uptime(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s >= 86400) return `${Math.floor(s / 86400)}d ${Math.floor((s % 86400) / 3600)}h`;
  if (s >= 3600) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}m`;
  if (s >= 60) return `${Math.floor(s / 60)}m ${s % 60}s`;
  return `${s}s`;
}

/** Turns an instant into an ISO-like local time of the zone; falls back to a fixed offset. */
export function zoned(zone, offsetIso) {
  let format = null;
  try {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
      hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
  } catch {
    // The server knows a zone that this browser does not: the offset of its last time must do.
  }
  const offset = offsetMs(offsetIso);
  return ms => {
    if (!format) return new Date(ms + offset).toISOString().slice(0, 19);
    const part = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = value;
    return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
  };
}

function offsetMs(iso) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(iso ?? '');
  return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60000 : 0;
}
