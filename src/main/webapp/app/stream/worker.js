// The shared worker: one for all tabs of a browser that show this server.
import { connect } from './connection.js';
import { createHub } from './hub.js';

const hub = createHub({ connect, now: () => performance.now(), later: setTimeout });

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', ({ data }) => hub.hear(port, data));
  // Not every browser tells this; elsewhere a crashed tab is missed after some minutes.
  port.addEventListener('close', () => hub.hear(port, { type: 'leave' }));
  port.start();
});
setInterval(hub.tidy, 30_000);
