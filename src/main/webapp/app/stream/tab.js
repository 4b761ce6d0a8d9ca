// The stream as a page sees it: by the worker that all tabs share, or, where that is not to be had, by one of its own.
const BEAT = 10_000;
const HELLO = 5_000;
const UNANSWERED = 2;

/** `name` changes with the server's version, so that new pages have a new worker; `start` is for tests. */
export function connect({ url, lastId, resume, timestamp, name, onMessage, onPhase, start = startWorker }) {
  const address = new URL(url, document.baseURI).href;
  const wide = /^h[23]/.test(performance.getEntriesByType('navigation')[0]?.nextHopProtocol ?? '');
  let id = lastId;
  let port = null;
  let alone = false;
  let own = null;
  let unanswered = 0;
  let hello = 0;
  let left = false; // a page that is left is told once more that it is hidden, and must not come in again by that

  const say = (type, looked = false) => left || port?.postMessage({
    type, looked, url: address, resume, lastId: id, timestamp, wide, visible: !document.hidden,
  });
  const looked = () => say('here', true);

  function share() {
    try {
      const worker = start(name);
      worker.onerror = goAlone;
      port = worker.port;
    } catch {
      goAlone();
      return;
    }
    port.onmessage = ({ data }) => hear(data);
    hello = setTimeout(goAlone, HELLO);
    looked();
  }

  function goAlone() {
    if (alone) return;
    alone = true;
    clearTimeout(hello);
    say('leave');
    port?.close();
    port = null;
    openOwn();
  }

  /** What most pages never need comes when it is needed. */
  async function openOwn() {
    try {
      const { connect: open } = await import('./connection.js');
      own = open({ url: address, lastId: id, resume, onMessage: take, onPhase });
    } catch {
      setTimeout(openOwn, HELLO);
    }
  }

  function hear({ type, messages, phase, nextIn, silence, never }) {
    if (alone) return;
    clearTimeout(hello);
    unanswered = 0;
    messages?.forEach(take);
    if (type !== 'phase') return;
    // A page has just come from the server; a worker that never gets there is of no use to it.
    if (phase === 'lost' && never) goAlone();
    else onPhase({ phase, silence, nextTry: nextIn === null ? null : performance.now() + nextIn });
  }

  function take(message) {
    if (resume && message.id) id = message.id;
    onMessage(message);
  }

  /** Says that this tab is still there; a worker that died is replaced. */
  function beat() {
    if (alone) return;
    if (++unanswered > UNANSWERED) shareAnew();
    else say('here');
  }

  function shareAnew() {
    if (alone) return;
    unanswered = 0;
    say('leave');
    port.close();
    share();
  }

  if ('SharedWorker' in globalThis) share();
  else goAlone();
  setInterval(beat, BEAT);
  document.addEventListener('visibilitychange', looked);
  addEventListener('focus', looked);
  addEventListener('pageshow', shown => {
    left = false;
    if (shown.persisted) shareAnew();
  });
  addEventListener('pagehide', () => {
    say('leave');
    left = true;
  });
  return {
    tryNow: async () => {
      if (alone) return own?.tryNow();
      // If the password is another one now, only a page can be asked for it, not a worker.
      await fetch('api/metrics').catch(() => {});
      say('try', true);
    },
  };
}

const startWorker = name => new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name });
