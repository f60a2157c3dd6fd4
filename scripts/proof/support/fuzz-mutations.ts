import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import type { Dice } from '../../simulate/random.ts';
import { BAD_UTF8, EDGE_CELLS, STRANGE_TEXTS } from './fuzz-texts.ts';

/** A file on its way to be damaged. */
export type Specimen = {
  readonly bytes: Buffer;
  /** Between its fields; nothing where it has none. */
  readonly delimiter: string;
};

type Mutation = (specimen: Specimen, dice: Dice) => Buffer;

const MUTATIONS_MOST = 4;
/** So many mutated files are packed on the way, of which so many are damaged after it. */
const GZIP_SHARE = 0.06;
const GZIP_DAMAGED_SHARE = 0.6;
/** Some huge fields are longer than the longest line that is read, most are not. */
const HUGE_CHARACTERS = [300, 5000, 70_000, 1_100_000];

/** What may happen to a file between a register and us; each by the name under which reports count it. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a byte flipped': ({ bytes }, dice) => {
    const copy = Buffer.from(bytes);
    for (let left = dice.between(1, 3); left > 0 && copy.length > 0; left--)
      copy.writeUInt8(dice.below(256), dice.below(copy.length));
    return copy;
  },
  'a bit flipped': ({ bytes }, dice) => {
    const copy = Buffer.from(bytes);
    const at = dice.below(copy.length);
    if (copy.length > 0) copy.writeUInt8(copy.readUInt8(at) ^ (1 << dice.below(8)), at);
    return copy;
  },
  'cut off': ({ bytes }, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
  'beginning lost': ({ bytes }, dice) => bytes.subarray(dice.below(bytes.length + 1)),
  'a piece lost': ({ bytes }, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + dice.between(1, 200))]);
  },
  'a piece twice': ({ bytes }, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at + dice.between(1, 400)), bytes.subarray(at)]);
  },
  'zeros over a piece': ({ bytes }, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + dice.between(1, 600)));
  },
  'strange text': ({ bytes }, dice) => insert(bytes, dice, Buffer.from(dice.pick(STRANGE_TEXTS))),
  'no UTF-8': ({ bytes }, dice) => insert(bytes, dice, Buffer.from(dice.pick(BAD_UTF8))),
  'a mark of byte order': ({ bytes }, dice) =>
    dice.chance(0.5)
      ? insert(bytes, dice, Buffer.of(0xef, 0xbb, 0xbf))
      : Buffer.concat([Buffer.from(dice.pick(['\ufeff', '\ufeff\ufeff'])), bytes]),
  'quotes lost': ({ bytes }, dice) => {
    const lost = dice.chance(0.5) ? 1 : 0.2;
    return ofText(bytes, (text) => text.replace(/"/g, (quote) => (dice.chance(lost) ? '' : quote)));
  },
  'UTF-16': ({ bytes }) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
  'other line ends': ({ bytes }, dice) => {
    const ends = dice.pick([
      ['\r\n'],
      ['\r'],
      ['\n', '\r\n'],
      ['\n', '\r\n', '\r', '\n\n', '\r\r\n', '\n\r'],
    ]);
    return ofText(bytes, (text) => text.replace(/\r?\n/g, () => dice.pick(ends)));
  },
  'line ends lost': ({ bytes }, dice) => {
    const lost = dice.chance(0.1) ? 1 : 0.05;
    return ofText(bytes, (text) => text.replace(/\r?\n/g, (end) => (dice.chance(lost) ? '' : end)));
  },
  'lines repeated': ({ bytes }, dice) =>
    ofLines(bytes, (lines) => lines.flatMap((line) => (dice.chance(0.1) ? [line, line] : [line]))),
  'lines lost': ({ bytes }, dice) => ofLines(bytes, (lines) => lines.filter(() => !dice.chance(0.1))),
  'lines shuffled': ({ bytes }, dice) =>
    ofLines(bytes, ([header = '', ...lines]) => [
      header,
      ...lines
        .map((line) => ({ line, key: dice.unit() }))
        .sort((a, b) => a.key - b.key)
        .map(({ line }) => line),
    ]),
  'lines interleaved': ({ bytes }) =>
    ofLines(bytes, ([header = '', ...lines]) => {
      const half = Math.ceil(lines.length / 2);
      return [header, ...lines.slice(0, half).flatMap((line, at) => [line, lines[half + at] ?? ''])];
    }),
  'header in the middle': ({ bytes }, dice) =>
    ofLines(bytes, (lines) => lines.toSpliced(dice.below(lines.length + 1), 0, lines[0] ?? '')),
  'the file twice': ({ bytes }) => Buffer.concat([bytes, bytes]),
  'columns swapped': (specimen, dice) =>
    ofCells(specimen, dice, (cells, [a, b]) => cells.with(a, cells[b] ?? '').with(b, cells[a] ?? '')),
  'a column twice': (specimen, dice) =>
    ofCells(specimen, dice, (cells, [a, b]) => cells.toSpliced(b, 0, cells[a] ?? '')),
  'a column lost': (specimen, dice) => ofCells(specimen, dice, (cells, [a]) => cells.toSpliced(a, 1)),
  'a cell at the edge': (specimen, dice) => {
    const text = dice.pick(EDGE_CELLS);
    return ofCells(specimen, dice, (cells, [a]) => cells.with(a, text));
  },
  'many cells at the edge': ({ bytes, delimiter }, dice) => {
    if (delimiter === '') return bytes;
    return ofLines(bytes, (lines) =>
      lines.map((line, index) => {
        const cells = line.split(delimiter);
        const spared = index === 0 || dice.chance(0.4);
        return spared ? line : cells.with(dice.below(cells.length), dice.pick(EDGE_CELLS)).join(delimiter);
      }),
    );
  },
  'a cell in quotes': (specimen, dice) =>
    ofCells(specimen, dice, (cells, [a]) => cells.with(a, `"${cells[a] ?? ''}"`)),
  'a huge cell': (specimen, dice) => {
    const text = dice.pick(['x', '9', 'é', '"', ' ']).repeat(dice.pick(HUGE_CHARACTERS));
    return oneLine(specimen, dice, (cells, at) => cells.with(at, text));
  },
  'another delimiter': ({ bytes, delimiter }, dice) => {
    const other = dice.pick([',', ';', '\t', '|', ' ']);
    const share = dice.chance(0.5) ? 1 : 0.3;
    if (delimiter === '') return bytes;
    return ofLines(bytes, (lines) =>
      lines.map((line) => (dice.chance(share) ? line.replaceAll(delimiter, other) : line)),
    );
  },
};

const NAMES = Object.keys(MUTATIONS);

/** Names of some mutations, in the order in which they are to happen. */
export function drawMutations(dice: Dice): string[] {
  return Array.from({ length: dice.between(1, MUTATIONS_MOST) }, () => dice.pick(NAMES));
}

export function mutate(specimen: Specimen, names: readonly string[], dice: Dice): Buffer {
  let { bytes } = specimen;
  for (const name of names) bytes = MUTATIONS[name]?.({ ...specimen, bytes }, dice) ?? bytes;
  return bytes;
}

/** Some files come packed, some of them damaged on the way. `undefined`: this one does not. */
export function pack(bytes: Buffer, dice: Dice): Buffer | undefined {
  if (!dice.chance(GZIP_SHARE)) return undefined;
  const packed = gzipSync(bytes);
  if (!dice.chance(GZIP_DAMAGED_SHARE)) return packed;
  const damage = dice.pick(['a byte flipped', 'cut off', 'a piece lost', 'the file twice', 'strange text']);
  return mutate({ bytes: packed, delimiter: '' }, [damage], dice);
}

function insert(bytes: Buffer, dice: Dice, piece: Buffer): Buffer {
  const at = dice.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

/** Byte by byte, so that what is no UTF-8 stays what it is. */
function ofText(bytes: Buffer, change: (text: string) => string): Buffer {
  return Buffer.from(change(bytes.toString('latin1')), 'latin1');
}

function ofLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return ofText(bytes, (text) => change(text.split('\n')).join('\n'));
}

type Cells = readonly string[];

/** Two columns drawn once; all lines, some of them, or one. */
function ofCells(
  { bytes, delimiter }: Specimen,
  dice: Dice,
  change: (cells: Cells, columns: readonly [number, number]) => Cells,
): Buffer {
  if (delimiter === '') return bytes;
  const share = dice.pick([1, 0.2, 0.02]);
  return ofLines(bytes, (lines) => {
    const width = Math.max(1, lines[0]?.split(delimiter).length ?? 1);
    const columns = [dice.below(width), dice.below(width)] as const;
    return lines.map((line) => {
      const cells = line.split(delimiter);
      return cells.length > Math.max(...columns) && dice.chance(share)
        ? change(cells, columns).join(delimiter)
        : line;
    });
  });
}

function oneLine(
  { bytes, delimiter }: Specimen,
  dice: Dice,
  change: (cells: Cells, at: number) => Cells,
): Buffer {
  return Buffer.from(
    ((text) => {
      const lines = text.split('\n');
      const at = dice.below(lines.length);
      const cells = delimiter === '' ? [lines[at] ?? ''] : (lines[at] ?? '').split(delimiter);
      return lines.with(at, change(cells, dice.below(cells.length)).join(delimiter)).join('\n');
    })(bytes.toString('utf8')),
  );
}
