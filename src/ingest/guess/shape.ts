import type { Line } from '../csv/lines.ts';
import { type Cut, cutLines } from './delimiter.ts';

/** How the text of a file is put together. */
export type Shape =
  | { readonly tag: 'empty' }
  | { readonly tag: 'xml'; readonly root: string; readonly isPoslog: boolean }
  | { readonly tag: 'json' }
  /** Records of several kinds, told apart by a code: the log of a register. */
  | {
      readonly tag: 'record-log';
      readonly isFixedWidth: boolean;
      readonly delimiter: string | undefined;
      readonly codes: readonly { readonly code: string; readonly times: number; readonly fields: number }[];
    }
  | { readonly tag: 'fixed-width'; readonly width: number }
  | { readonly tag: 'one-column'; readonly name: string }
  | { readonly tag: 'delimited'; readonly cut: Cut };

const EVEN_MIN = 0.9;
/** Lines of one kind may be cut short or padded. */
const KIND_EVEN_MIN = 0.75;
const CODES_MAX = 40;
const SHAPED_LINES = 400;

export function shapeOf(text: string, lines: readonly Line[]): Shape {
  const start = text.slice(0, 20_000).trimStart();
  if (text.trim() === '') return { tag: 'empty' };
  if (start.startsWith('<')) return xmlShape(start);
  if (/^[[{]\s*["{[]/.test(start)) return { tag: 'json' };
  const full = lines.filter((line) => line.text.trim() !== '');
  const cut = cutLines(full);
  const log = cut === undefined || cut.evenness < EVEN_MIN ? recordLog(full, cut) : undefined;
  if (log !== undefined) return log;
  if (cut !== undefined && cut.evenness > 0.5) return { tag: 'delimited', cut };
  return fixedWidth(full) ?? (cut === undefined ? oneColumn(full) : { tag: 'delimited', cut });
}

function xmlShape(start: string): Shape {
  const root = /<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/.exec(start.replace(/<[?!][^>]*>/g, ''))?.[1] ?? '';
  const isPoslog =
    /nrf-arts\.org|IXRetail/i.test(start) ||
    root === 'POSLog' ||
    /<(?:[\w.-]+:)?RetailTransaction\b/.test(start);
  return { tag: 'xml', root, isPoslog };
}

/** Lines of several kinds: a short code in front, and by it a number of fields, or a length, of its own. */
function recordLog(lines: readonly Line[], cut: Cut | undefined): Shape | undefined {
  const delimited = cut && logOf(cut.records.map(({ fields }) => [(fields[0] ?? '').trim(), fields.length]));
  if (delimited !== undefined)
    return { tag: 'record-log', isFixedWidth: false, delimiter: cut?.delimiter, codes: delimited };
  if (cut !== undefined && cut.width > 3) return undefined;
  for (const codeLength of [1, 2, 3, 4]) {
    const fixed = logOf(lines.map(({ text }) => [text.slice(0, codeLength).trim(), bare(text).length]));
    if (fixed !== undefined)
      return { tag: 'record-log', isFixedWidth: true, delimiter: undefined, codes: fixed };
  }
  return undefined;
}

function logOf(pairs: readonly (readonly [string, number])[]) {
  const kinds = new Map<string, Map<number, number>>();
  for (const [code, size] of pairs) {
    const sizes = kinds.get(code) ?? new Map<number, number>();
    kinds.set(code, sizes.set(size, (sizes.get(size) ?? 0) + 1));
  }
  if (kinds.size < 2 || kinds.size > CODES_MAX || kinds.size > pairs.length / 2) return undefined;
  const codes = [...kinds].map(([code, sizes]) => {
    const [fields, most] = [...sizes].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    const times = [...sizes.values()].reduce((sum, count) => sum + count, 0);
    return { code, fields, times, isEven: most >= KIND_EVEN_MIN * times };
  });
  const even = codes.filter(({ isEven }) => isEven).reduce((sum, { times }) => sum + times, 0);
  const isLog =
    codes.every(({ code }) => /^[\p{L}\p{N}]{1,8}$/u.test(code)) &&
    even >= EVEN_MIN * pairs.length &&
    new Set(codes.map(({ fields }) => fields)).size > 1;
  return isLog
    ? codes.map(({ code, fields, times }) => ({ code, fields, times })).sort((a, b) => b.times - a.times)
    : undefined;
}

function fixedWidth(lines: readonly Line[]): Shape | undefined {
  const lengths = new Map<number, number>();
  const looked = lines.slice(0, SHAPED_LINES);
  for (const { text } of looked) lengths.set(bare(text).length, (lengths.get(bare(text).length) ?? 0) + 1);
  const [width, times] = [...lengths].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return looked.length > 1 && width > 20 && times >= EVEN_MIN * looked.length
    ? { tag: 'fixed-width', width }
    : undefined;
}

function oneColumn(lines: readonly Line[]): Shape {
  return { tag: 'one-column', name: bare(lines[0]?.text ?? '').slice(0, 40) };
}

function bare(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
