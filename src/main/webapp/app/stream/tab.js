// The stream as a page sees it: by the worker that all tabs share, or, where that is not to be had, by a connection of its own.
import { connect as connectAlone } from './connection.js';

const BEAT = 20_000;
const HELLO = 5_000;
const UNANSWERED = 3;

/**
 * `resume` asks for what was missed since `lastId`; `timestamp` is that of the snapshot that the page begins with, and `name`
 * is different after an update of the server, so that new pages have a new worker. `start` is for tests.
 */
export function connect({ url, lastId, resume, timestamp, name, onMessage, onPhase, start = startWorker }) {
  const address = new URL(url, document.baseURI).href;
  let id = lastId;
  let worker = null;
  let alone = null;
  let unanswered = 0;
  let hello = 0;

  const wide = /^h[23]/.test(performance.getEntriesByType('navigation')[0]?.nextHopProtocol ?? '');
  const say = (type, looked = false) => worker?.port.postMessage({
    type, looked, url: address, resume, lastId: id, timestamp, wide, visible: !document.hidden,
  });

  function share() {
    try {
      worker = start(name);
    } catch (problem) {
      goAlone(problem);
      return;
    }
    worker.onerror = event => goAlone(event.message ?? 'it did not start');
    worker.port.onmessage = ({ data }) => hear(data);
    hello = setTimeout(() => goAlone('it does not answer'), HELLO);
    say('here', true);
  }

  function goAlone(why) {
    if (alone) return;
    clearTimeout(hello);
    say('leave');
    worker?.port.close();
    worker = null;
    console.info('this tab has a stream of its own: no shared worker', why);
    alone = connectAlone({ url: address, lastId: id, resume, onMessage: take, onPhase });
  }

  function hear(word) {
    if (alone) return;
    clearTimeout(hello);
    unanswered = 0;
    if (word.type === 'news') word.messages.forEach(take);
    if (word.type !== 'phase') return;
    // A page has just come from the server; a worker that cannot get there at all is of no use to it.
    if (word.phase === 'lost' && word.never) goAlone('it does not reach the server');
    else onPhase({ phase: word.phase, nextTry: word.nextIn === null ? null : performance.now() + word.nextIn, silence: word.silence });
  }

  function take(message) {
    if (resume && message.id) id = message.id;
    onMessage(message);
  }

  /** Says from time to time that this tab is still there; a worker that died is replaced. */
  function beat() {
    if (!worker) return;
    if (++unanswered > UNANSWERED) {
      worker.port.close();
      unanswered = 0;
      share();
    } else {
      say('here');
    }
  }

  const looked = () => say('here', true);
  if ('SharedWorker' in globalThis) share();
  else goAlone('this browser has none');
  setInterval(beat, BEAT);
  document.addEventListener('visibilitychange', looked);
  addEventListener('focus', looked);
  addEventListener('pageshow', shown => shown.persisted && looked());
  addEventListener('pagehide', () => say('leave'));
  return { tryNow: () => (alone ? alone.tryNow() : say('try', true)) };
}

const startWorker = name => new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name });
