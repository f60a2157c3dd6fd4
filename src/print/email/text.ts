import type { CopySpecial, SheetCopy } from './copy.ts';

const WIDTH = 72;
const BOX = '[ ] ';
const PLAIN = /^[ -~]*$/;
const INDENT = ' '.repeat(BOX.length);

/**
 * A sheet as plain text of 72 columns, for readers that show no HTML and for those that read it aloud. Lines end in LF and never
 * begin with a `>` or a space that means anything.
 */
export function emailText(copy: SheetCopy): string {
  const lines = [
    ...wrapped(copy.chainName),
    ...wrapped(copy.title),
    ...wrapped(copy.validity),
    '',
    ...wrapped(copy.scanNote),
    copy.listNumber,
    ...(copy.aisles.length === 0 ? [] : ['', '', ...heading(copy.dueHeading)]),
    ...copy.aisles.flatMap((aisle) => [
      '',
      ...(aisle.heading === '' ? [] : wrapped(aisle.heading)),
      ...aisle.items.flatMap(({ name, aside, price }) => [...priced(name, price), ...wrapped(aside, INDENT)]),
    ]),
    ...specials(copy),
    ...copy.extras.flatMap(({ kind, title, paragraphs }) => [
      '',
      '',
      ...heading(`${kind}: ${title}`),
      ...paragraphs.flatMap((paragraph) => ['', ...wrapped(paragraph)]),
    ]),
    '',
    '-'.repeat(WIDTH),
    ...copy.closing.flatMap((line) => wrapped(line)),
  ];
  return `${lines.join('\n')}\n`;
}

function specials(copy: SheetCopy): string[] {
  if (copy.specials.length === 0) return [];
  return [
    '',
    '',
    ...heading(copy.specialsHeading),
    ...wrapped(copy.disclosure),
    ...copy.specials.flatMap((special) => ['', ...specialLines(special, copy.was)]),
  ];
}

function specialLines(special: CopySpecial, was: string): string[] {
  const { name, group, deal, save, condition, aside, legal, price, before } = special;
  const prices = before === '' ? price : `${price} (${was} ${before})`;
  return [
    ...priced(name, prices),
    ...wrapped(group, INDENT),
    ...wrapped(deal, INDENT),
    ...wrapped([save, condition].filter((text) => text !== '').join(' '), INDENT),
    ...wrapped(aside, INDENT),
    ...wrapped(legal, INDENT),
  ];
}

function heading(text: string): string[] {
  const lines = wrapped(text);
  return [...lines, '='.repeat(Math.max(...lines.map(columns)))];
}

/** A box to tick, what it is, and its price at the right edge, with dots that lead there. */
function priced(name: string, price: string): string[] {
  const lines = wrapped(name, INDENT, WIDTH - (price === '' ? 0 : columns(price) + 2));
  const last = lines.length - 1;
  return lines.map((line, at) => {
    const text = at === 0 ? `${BOX}${line.slice(INDENT.length)}` : line;
    if (at < last || price === '') return text;
    const dots = WIDTH - columns(text) - columns(price) - 2;
    return `${text} ${'.'.repeat(Math.max(0, dots))} ${price}`;
  });
}

/** Broken at spaces; a word that is wider than a line stays whole, since it may be a link. */
function wrapped(text: string, indent = '', width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    if (line !== '' && columns(longer) > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** Characters that take a place: an accent that stands on its letter takes none. */
function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...text].filter((character) => !/\p{M}/u.test(character)).length;
}
