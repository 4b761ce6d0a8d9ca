import { number } from './number.js';

const NNBSP = '\u202f';

/** The icon of each standard type; every other type is custom, also one named like what each object has. */
const ICONS = { __proto__: null, scan: 'scan', sync: 'sync', sms: 'sms', photo: 'photo', warning: 'warning-line', error: 'error-line' };

export const icon = event => ICONS[event.type] ?? 'custom';

/** The filter an event belongs to. */
export const kind = event => (event.type in ICONS ? event.type : 'other');

/** A custom event says its type first. */
export function message(event) {
  if (event.type in ICONS) return event.message;
  const type = event.type === 'custom' ? event.data?.operation ?? 'custom' : event.type;
  return event.message.startsWith(`${type}:`) ? event.message : `${type}: ${event.message}`;
}

/** The one thing worth knowing beside the message; never essential. */
export function detail(event) {
  const data = event.data ?? {};
  switch (event.type) {
    case 'scan': return text(data.scan_type ?? data.status).replaceAll('_', ' ');
    case 'photo': return typeof data.size_kb === 'number' ? `${number(data.size_kb)}${NNBSP}kB` : text(data.size_kb);
    case 'sync': return data.record_id == null ? '' : `#${text(data.record_id)}`;
    case 'sms': return text(data.phone);
    case 'warning':
    case 'error': return text(data.reason ?? data.error);
    default: return data.duration == null ? text(data.status) : `${data.duration}${NNBSP}s`;
  }
}

/** The data as rows of key and value, nested keys joined by dots. */
export function entries(data, prefix = '') {
  return Object.entries(data ?? {}).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? entries(value, `${prefix}${key}.`)
      : [[prefix + key, Array.isArray(value) ? JSON.stringify(value) : text(value)]]);
}

const text = value => (value === null || value === undefined ? '' : String(value));
