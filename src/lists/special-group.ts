import type { Catalog } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';
import type { GroupFacts } from './planned-list.ts';

/** More than so many brands or sizes are no help on paper. */
const NAMED_MAX = 3;

/**
 * What an offer is on, for paper: its brands and sizes. Sizes of one unit that are too many become a span of that unit; what
 * lacks a brand or size leaves all of them out, since the paper must not promise less than the lane gives. undefined: it is
 * on one product.
 */
export function groupOf(catalog: Catalog, productNos: Int32Array): GroupFacts | undefined {
  if (productNos.length < 2) return undefined;
  const brands = new Map<string, string>();
  const sizes = new Map<string, string>();
  for (const productNo of productNos) {
    const product = catalog.products[productNo];
    note(brands, product?.brand);
    note(sizes, product?.size);
  }
  const named = [...brands.values()].sort();
  return {
    products: productNos.length,
    brands: brands.has('') || named.length > NAMED_MAX ? [] : named,
    sizes: sizes.has('') ? [] : sizesOf([...sizes.values()]),
  };
}

function note(names: Map<string, string>, name: string | undefined): void {
  const key = fold(name ?? '');
  const known = names.get(key);
  // Of two ways to write it the first in order, since products come in no order that may matter.
  if (known === undefined || (name ?? '') < known) names.set(key, (name ?? '').trim());
}

function sizesOf(written: readonly string[]): string[] {
  const read = written.map((size) => {
    const match = /^(\d+(?:\.\d+)?)\s*(\D.*)$/.exec(size);
    return { size, amount: Number(match?.[1] ?? Number.NaN), unit: (match?.[2] ?? '').trim() };
  });
  const units = new Set(read.map(({ unit }) => fold(unit)));
  const [first] = read;
  const isOneUnit = units.size === 1 && read.every(({ amount }) => !Number.isNaN(amount));
  if (first === undefined || !isOneUnit) return written.length > NAMED_MAX ? [] : [...written].sort();
  const sorted = read.sort((a, b) => a.amount - b.amount);
  if (sorted.length <= NAMED_MAX) return sorted.map(({ size }) => size);
  return [`${sorted[0]?.amount}-${sorted.at(-1)?.amount} ${sorted[0]?.unit}`];
}
