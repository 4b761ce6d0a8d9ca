// One EventSource. It is made anew after every loss, with the last id that was seen, so that the page can say when it
// will try again. Comments are invisible here: keepalive messages come each 30 s. Runs in a page and in a worker.
const STALE = 35_000;
const GIVE_UP = 50_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export function connect({ url, lastId, resume, onMessage, onPhase }) {
  const ended = new AbortController();
  let source = null;
  let heard = performance.now();
  let opened = heard;
  let wait = FIRST_WAIT;
  let retry = 0;
  let id = lastId;

  function open() {
    clearTimeout(retry);
    source?.close();
    opened = performance.now();
    const joint = url.includes('?') ? '&' : '?';
    source = new EventSource(id ? `${url}${joint}last_event_id=${encodeURIComponent(id)}` : url);
    source.onopen = () => {
      hear();
      onPhase({ phase: 'open' });
    };
    source.onmessage = frame => {
      hear();
      wait = FIRST_WAIT;
      if (resume && frame.lastEventId) id = frame.lastEventId;
      let message;
      try {
        message = JSON.parse(frame.data);
      } catch (problem) {
        console.warn('a frame that is not JSON was passed over', problem);
        return;
      }
      onMessage(frame.lastEventId ? { ...message, id: frame.lastEventId } : message);
    };
    source.onerror = lost;
  }

  const hear = () => {
    heard = performance.now();
  };

  function lost() {
    source.close();
    clearTimeout(retry);
    const pause = wait * (0.75 + Math.random() / 2);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    retry = setTimeout(open, pause);
    if (heard > opened) saySilence();
    onPhase({ phase: 'lost', nextTry: performance.now() + pause });
  }

  function watch() {
    const silence = performance.now() - Math.max(heard, opened);
    if (source.readyState === EventSource.CLOSED) return;
    if (silence > GIVE_UP) lost();
    else saySilence();
  }

  /** A stream that is lost was silent first, also when a laptop slept through it. */
  function saySilence() {
    const silence = performance.now() - heard;
    if (silence > STALE) onPhase({ phase: 'silent', silence });
  }

  open();
  const watching = setInterval(watch, 1_000);
  addEventListener('online', open, { signal: ended.signal });
  addEventListener('pageshow', shown => shown.persisted && open(), { signal: ended.signal });
  return {
    tryNow: () => {
      wait = FIRST_WAIT;
      open();
    },
    close: () => {
      ended.abort();
      clearInterval(watching);
      clearTimeout(retry);
      source.close();
    },
  };
}
