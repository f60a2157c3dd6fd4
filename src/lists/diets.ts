import type { Catalog } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';
import type { ProductGroups } from './groups.ts';
import { foldDiet } from './wishes.ts';

/** By diet, the names of what it excludes, `word:` a word of descriptions; behind `!` is what is allowed in spite of it. */
export type DietNames = Readonly<Record<string, readonly string[]>>;

/** One diet against one catalog. */
export type Diet = {
  /** By product number. */
  readonly excludes: (productNo: number) => boolean;
  /** For needs of recipes that no product of the catalog serves. */
  readonly excludesName: (need: string) => boolean;
};

/** A diet by its name; else why there is no obeying it. */
export type DietBook = (name: string) => Diet | 'diet-unknown' | 'diet-empty';

const ALLOWED = '!';
const WORD = /^word:/i;

/** Each diet is looked up in the catalog once, when the first household asks for it. */
export function bookDiets(diets: DietNames, catalog: Catalog, groups: ProductGroups): DietBook {
  const byName = new Map(Object.entries(diets).map(([name, names]) => [foldDiet(name), names]));
  const read = new Map<string, ReturnType<DietBook>>();
  return (name) => {
    const key = foldDiet(name);
    const known = read.get(key);
    if (known !== undefined) return known;
    const names = byName.get(key);
    const diet = names === undefined ? 'diet-unknown' : readDiet(names, catalog, groups);
    read.set(key, diet);
    return diet;
  };
}

function readDiet(names: readonly string[], catalog: Catalog, groups: ProductGroups): ReturnType<DietBook> {
  const allowed = names.filter((name) => name.startsWith(ALLOWED)).map((name) => name.slice(ALLOWED.length));
  const excluded = names.filter((name) => !name.startsWith(ALLOWED));
  const mask = new Uint8Array(catalog.products.length);
  for (const name of excluded) for (const productNo of groups.everyOf(name)) mask[productNo] = 1;
  const isSaid = saysOneOf(excluded);
  for (const product of catalog.products)
    if (product !== undefined && isSaid(product.description)) mask[product.productNo] = 1;
  for (const name of allowed) for (const productNo of groups.everyOf(name)) mask[productNo] = 0;
  const isAllowedByWord = saysOneOf(allowed);
  for (const product of catalog.products)
    if (product !== undefined && mask[product.productNo] === 1 && isAllowedByWord(product.description))
      mask[product.productNo] = 0;
  if (!mask.includes(1)) return 'diet-empty';
  const [isExcluded, isAllowed] = [namesNeed(excluded), namesNeed(allowed)];
  return {
    excludes: (productNo) => mask[productNo] === 1,
    excludesName: (need) => isExcluded(need) && !isAllowed(need),
  };
}

/** Whether a text has one of the words of a diet's `word:` names, as words of its own. */
function saysOneOf(names: readonly string[]): (text: string) => boolean {
  const words = names.flatMap((name) => (WORD.test(name) ? [spaced(name.replace(WORD, ''))] : []));
  if (words.length === 0) return () => false;
  return (text) => {
    const said = spaced(text);
    return words.some((word) => said.includes(word));
  };
}

/** Words in lower case with one blank before, between and behind them, whatever stood there. */
function spaced(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

/** Whether a need that a recipe names, which no product need have, is one of the names. */
function namesNeed(names: readonly string[]): (need: string) => boolean {
  const needs = new Set(names.map((name) => fold(name.replace(/^need:/i, ''))));
  const said = saysOneOf(names);
  return (need) => needs.has(fold(need)) || said(need);
}
