import { bytes } from '../format/number.js';
import { uptime } from '../format/time.js';
import { setText } from './dom.js';

/** How Rollcall itself is. */
export function mountFoot(foot) {
  const up = foot.querySelector('#monitor-up');
  const journal = foot.querySelector('#journal');
  const size = foot.querySelector('#journal-size');
  return (state, nowMs) => {
    if (state.started_at) setText(up, uptime((nowMs - Date.parse(state.started_at)) / 1000));
    setText(journal, state.store?.state ?? '—');
    setText(size, sizes(state.store));
  };
}

/** How large the journal is, and how large it will be once it keeps as much as it may. */
function sizes(store) {
  if (store?.bytes == null) return '';
  const most = store.forecast_bytes == null ? '' : ` of about ${bytes(store.forecast_bytes)}`;
  return `, ${bytes(store.bytes)}${most}`;
}
