import { setAttribute, show } from './dom.js';

const STORED = 'rollcall.keys';

/** Single keys, not while typing, and off for whoever does not want them. */
export function mountKeys(panel, help, actions) {
  const box = panel.querySelector('input');
  box.checked = read() !== 'off';
  box.addEventListener('change', () => write(box.checked ? 'on' : 'off'));

  function toggle(open) {
    show(panel, open);
    setAttribute(help, 'aria-expanded', open);
    if (open) panel.querySelector('.keys-close').focus();
    else help.focus();
  }
  help.addEventListener('click', () => toggle(panel.hidden));
  panel.querySelector('.keys-close').addEventListener('click', () => toggle(false));

  document.addEventListener('keydown', pressed => {
    if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.isComposing) return;
    if (pressed.key === 'Escape') {
      if (panel.hidden) actions.Escape();
      else toggle(false);
      return;
    }
    if (!box.checked || pressed.target.closest('input, textarea, select, [contenteditable]')) return;
    const action = pressed.key === '?' ? () => toggle(panel.hidden) : actions[pressed.key];
    if (!action) return;
    pressed.preventDefault();
    action();
  });
}

function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // Storage is switched off: keys are on.
  }
}

function write(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}
