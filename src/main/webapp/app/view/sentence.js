import { setAttribute, setShape, setText, show } from './dom.js';

const MARKS = { fine: '●', warning: '▲', error: '■', partial: '◐', initializing: '◌', stale: '◔', asleep: '☾' };
const QUIET = 10_000;

/** The sentence, the tab's title and icon, and the one status that is read aloud. */
export function mountSentence(section, status, favicon) {
  const shape = section.querySelector('.shape');
  const lead = section.querySelector('.lead');
  const text = section.querySelector('.text');
  const doNow = section.querySelector('.do-now');
  const meta = section.querySelector('.sentence-meta');
  let said = section.dataset.state;
  let saidAt = -QUIET;
  return (sentence, station) => {
    setAttribute(section, 'data-state', sentence.state);
    setShape(shape, sentence.shape);
    setText(lead, sentence.lead);
    setText(text, sentence.text);
    setText(doNow.lastElementChild, sentence.do_now ?? '');
    setText(meta, sentence.meta ?? '');
    show(doNow, Boolean(sentence.do_now));
    show(meta, Boolean(sentence.meta));
    const title = `${MARKS[sentence.shape] ?? ''} ${sentence.lead.replace(/( since .*)?\.$/, '')} · ${station ?? 'no station yet'} · Rollcall`;
    if (document.title !== title) document.title = title;
    setAttribute(favicon, 'href', `favicons/${sentence.shape}.svg`);
    if (sentence.state !== said && performance.now() - saidAt > QUIET) {
      said = sentence.state;
      saidAt = performance.now();
      setText(status, `${sentence.lead} ${sentence.text} ${sentence.do_now ? `Do now: ${sentence.do_now}` : ''}`);
    }
  };
}
