// The few things every view does to the document. Writes only what changed; text is always text.
const SVG = 'http://www.w3.org/2000/svg';

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

export const show = (node, visible) => setAttribute(node, 'hidden', visible ? null : '');

/** Points an icon at another symbol of the sprite. */
export const setShape = (icon, name) => setAttribute(icon.firstElementChild, 'href', `icons.svg#${name}`);

export function makeIcon(name) {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS(SVG, 'use'));
  setShape(icon, name);
  return icon;
}

/** make('p', 'alert-meta', child, 'text') */
export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Rows that keep their element, and so their focus and selection, as long as their key lives. */
export function keyedList(parent, create, keyOf) {
  const rows = new Map();
  parent.replaceChildren();
  return (items, update) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, row] of rows) {
      if (!keys.has(key)) {
        row.remove();
        rows.delete(key);
      }
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      let row = rows.get(key);
      if (!row) {
        row = create(item);
        rows.set(key, row);
      }
      if (row === place) place = place.nextElementSibling;
      else parent.insertBefore(row, place);
      update(row, item);
    }
  };
}
