/**
 * Comfort for large tables: a box that narrows down the rows, headings that sort, a search over all households. Every
 * page says the same without it.
 */
export const SCRIPT = `
'use strict';
const fold = (text) => text.toLowerCase().normalize('NFKD').replace(/\\p{M}/gu, '');
const box = (label, before) => {
  const holder = document.createElement('div');
  holder.className = 'tools';
  const id = 'box-' + Math.abs(label.length * 31 + document.querySelectorAll('.tools').length);
  const input = Object.assign(document.createElement('input'), { type: 'search', id });
  const text = Object.assign(document.createElement('label'), { htmlFor: id, textContent: label });
  holder.append(text, input);
  before.before(holder);
  return { holder, input };
};
for (const region of document.querySelectorAll('.scroll')) {
  if (region.scrollWidth <= region.clientWidth) region.removeAttribute('tabindex');
}
for (const table of document.querySelectorAll('table[data-narrow]')) {
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: fold(row.textContent) }));
  const { holder, input } = box(table.dataset.narrow, table.parentElement);
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  holder.append(' ', said);
  input.addEventListener('input', () => {
    const words = fold(input.value).split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length;
  });
}
for (const table of document.querySelectorAll('table[data-sort]')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const both = (a, b) => (Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? a.localeCompare(b) : a - b);
      const rows = [...table.tBodies[0].rows].sort((a, b) => both(key(a), key(b)) * (down ? -1 : 1));
      table.tBodies[0].append(...rows);
    });
  });
}
const index = document.getElementById('household-index');
if (index !== null) {
  const entries = JSON.parse(index.textContent).map(([id, name, page, list]) => ({ id, name, page, list, text: fold(id + ' ' + name) }));
  const { holder, input } = box('Find a household by its number or name', document.getElementById('household-pages'));
  const hits = Object.assign(document.createElement('ul'), { className: 'hits' });
  holder.append(hits);
  input.addEventListener('input', () => {
    const words = fold(input.value).split(/\\s+/).filter(Boolean);
    hits.replaceChildren();
    if (words.length === 0) return;
    const found = entries.filter(({ text }) => words.every((word) => text.includes(word)));
    for (const { id, name, page, list } of found.slice(0, 25)) {
      const link = Object.assign(document.createElement('a'), { href: page + '#list-' + list, textContent: id + ' ' + name });
      const entry = document.createElement('li');
      entry.append(link);
      hits.append(entry);
    }
    const rest = document.createElement('li');
    rest.textContent = found.length === 0 ? 'nobody of that name' : found.length > 25 ? 'and ' + (found.length - 25) + ' more' : '';
    hits.append(rest);
  });
}
`;
