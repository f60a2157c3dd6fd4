import { readTable } from './text.ts';

/**
 * One line of `assortment.csv`: an item that several brands make in several sizes. Lines with the same need substitute
 * for each other; the first of them carries the need's share and gap.
 */
export type Item = {
  readonly department: string;
  readonly category: string;
  readonly subcategory: string;
  /** '' for goods that nobody needs on a rhythm: fuel, lottery, gift cards, deposits. */
  readonly need: string;
  readonly name: string;
  /** The register's abbreviation, without brand and size. */
  readonly register: string;
  /** `=` is the store brand; empty for loose goods. */
  readonly brands: readonly string[];
  readonly sizes: readonly { readonly size: string; readonly priceCents: number }[];
  /** Share of households that have the need, before their own breadth; 0 on all but the need's first line. */
  readonly share: number;
  /** Days that `units` of the first size last a household of two. */
  readonly gapDays: number;
  /** Units (or pounds) of one typical purchase. */
  readonly units: number;
  readonly flags: ReadonlyMap<string, string>;
};

/**
 * The assortment as written in `assortment.csv` beside this file. Its flags: `plu:N` loose goods sold by weight (`each`:
 * by piece), `rw:N` packed by weight with a price-embedded code, `fill` also bought on small trips, `season:S`, `kids`,
 * `baby`, `dog`, `cat` (only households that have them), `milk`, `alcohol`, `tobacco`, `infant_formula`, `lottery`
 * (restrictions), `sensitive`, `nospend`, `deposit` (bottles and cans), `blank` (the feed leaves need blank), `upce` (codes
 * that compress to UPC-E), `shrink:SIZE` (the first product gives way to a smaller size), `recall`.
 */
export function readAssortment(): readonly Item[] {
  return readTable(new URL('assortment.csv', import.meta.url)).map((cell) => ({
    department: cell('department'),
    category: cell('category'),
    subcategory: cell('subcategory'),
    need: cell('need'),
    name: cell('item'),
    register: cell('register'),
    brands: list(cell('brands'), '|'),
    sizes: list(cell('sizes'), '|').map(readSize),
    share: Number(cell('share')),
    gapDays: Number(cell('gap_days')),
    units: Number(cell('units')),
    flags: new Map(list(cell('flags'), ' ').map(readFlag)),
  }));
}

function list(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}

function readSize(text: string): { size: string; priceCents: number } {
  const [size = '', price = ''] = text.split('@');
  return { size, priceCents: Math.round(Number(price) * 100) };
}

function readFlag(text: string): [string, string] {
  const [name = '', value = ''] = text.split(':');
  return [name, value];
}
