/** How a source writes its numbers. */
export type NumberStyle = {
  readonly decimalMark: '.' | ',';
  /** A blank stands for the narrow and the hard one too, an apostrophe for the curly one. */
  readonly thousandsMark: '.' | ',' | ' ' | "'" | undefined;
  /** Signs and codes of the currency, any of which may stand before or behind. */
  readonly currency: readonly string[];
  /** Also behind the number, between it and the sign of the currency, or as parentheses around it all. */
  readonly minusAnywhere: boolean;
  /** Canonical column -> how many of its last digits are decimals, where the source writes no mark. */
  readonly impliedDecimals: ReadonlyMap<string, number>;
  /** Canonical columns whose sign is the other way round. */
  readonly negated: ReadonlySet<string>;
};

export const PLAIN_NUMBERS: NumberStyle = {
  decimalMark: '.',
  thousandsMark: undefined,
  currency: [],
  minusAnywhere: false,
  impliedDecimals: new Map(),
  negated: new Set(),
};

/** Whether nothing but the decimal mark differs from how we write numbers. */
export function isSimple(style: NumberStyle): boolean {
  return (
    style.thousandsMark === undefined &&
    !style.minusAnywhere &&
    style.impliedDecimals.size === 0 &&
    style.negated.size === 0
  );
}

/** Decimal text with a point and a leading minus, whatever the source's style; '' where the text is no number in it. */
export function plainDecimal(style: NumberStyle, column: string, text: string): string {
  const { sign, rest } = style.minusAnywhere ? stripSigns(text, style.currency) : leadingSign(text);
  const implied = style.impliedDecimals.get(column);
  const magnitude = implied === undefined ? unmarked(rest, style) : withDecimals(rest, implied);
  if (magnitude === '' || sign === undefined) return '';
  const isMinus = (sign === '-') !== style.negated.has(column);
  return isMinus ? `-${magnitude}` : magnitude;
}

/** An amount as the source would write it in that column: what {@link plainDecimal} reads back. */
export function writeAmount(style: NumberStyle, column: string, amountCents: number): string {
  const isMinus = amountCents < 0 !== style.negated.has(column) && amountCents !== 0;
  const digits = String(Math.abs(amountCents)).padStart(3, '0');
  const implied = style.impliedDecimals.get(column);
  const magnitude =
    implied === undefined
      ? `${digits.slice(0, -2)}${style.decimalMark}${digits.slice(-2)}`
      : `${digits}${'0'.repeat(Math.max(0, implied - 2))}`;
  return isMinus ? `-${magnitude}` : magnitude;
}

/** A number as the layout has it, for a message. */
export function exampleOf(style: NumberStyle, column: string): string {
  const implied = style.impliedDecimals.get(column);
  if (implied !== undefined) return `${'1250'.padEnd(implied + 2, '0')} for 12${style.decimalMark}50`;
  return `${style.currency[0] ?? ''}1${style.thousandsMark ?? ''}234${style.decimalMark}50`;
}

type Signed = { readonly sign: '+' | '-' | undefined; readonly rest: string };

function leadingSign(text: string): Signed {
  if (text.startsWith('-')) return { sign: '-', rest: text.slice(1) };
  return { sign: '+', rest: text.startsWith('+') ? text.slice(1) : text };
}

const MINUS = ['-', '\u2212'];

/** Take signs off both ends, in any order, each kind at most once; two minuses are no number. */
function stripSigns(text: string, currency: readonly string[]): Signed {
  const bracketed = /^\((.*)\)$/su.exec(text);
  let rest = (bracketed?.[1] ?? text).trim();
  let minuses = bracketed === null ? 0 : 1;
  let currencies = 0;
  for (;;) {
    const minus = cut(rest, MINUS);
    const sign = minus === undefined ? cut(rest, currency) : undefined;
    if (minus !== undefined) minuses++;
    else if (sign !== undefined) currencies++;
    else break;
    rest = (minus ?? sign ?? '').trim();
  }
  if (minuses > 1 || currencies > 1) return { sign: undefined, rest };
  if (minuses === 0 && rest.startsWith('+')) rest = rest.slice(1);
  return { sign: minuses === 1 ? '-' : '+', rest };
}

/** The text without the mark that it starts or ends with; `undefined` when there is none. */
function cut(text: string, marks: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  for (const mark of marks) {
    if (lower.startsWith(mark.toLowerCase())) return text.slice(mark.length);
    if (lower.endsWith(mark.toLowerCase())) return text.slice(0, -mark.length);
  }
  return undefined;
}

/** Digits with a decimal point and nothing else; '' where the marks do not stand as they should. */
function unmarked(text: string, { decimalMark, thousandsMark }: NumberStyle): string {
  const whole = thousandsMark === undefined ? text : withoutThousands(text, decimalMark, thousandsMark);
  if (decimalMark === '.') return /^[\d.]*$/.test(whole) ? whole : '';
  return /^[\d,]*$/.test(whole) ? whole.replace(',', '.') : '';
}

function withoutThousands(text: string, decimalMark: string, mark: string): string {
  const even = mark === ' ' ? text.replace(/[\u00a0\u202f\u2009]/gu, ' ') : text.replaceAll('\u2019', "'");
  if (!even.includes(mark)) return even;
  const [whole = '', ...rest] = even.split(decimalMark);
  const [first = '', ...groups] = whole.split(mark);
  const isGrouped = /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
  return isGrouped ? [first + groups.join(''), ...rest].join(decimalMark) : '';
}

function withDecimals(text: string, decimals: number): string {
  if (!/^\d+$/.test(text)) return '';
  const digits = text.padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/^0+(?=\d)/, '');
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}
