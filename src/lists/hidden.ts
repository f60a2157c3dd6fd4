import { comingAfter, type Successions } from '../history/succession.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import type { Suppression } from '../offers/household-view.ts';
import { fold } from '../shared/fold.ts';
import { bookDiets, type Diet, type DietBook, type DietNames } from './diets.ts';
import type { Standing } from './eligibility.ts';
import { groupProducts, type ProductGroups } from './groups.ts';
import type { Wish } from './wishes.ts';

/** What one household is not to see. */
export type Hidden = {
  /** Why it is not to see a product, by number; undefined: it may. */
  readonly reasonFor: (productNo: number) => Suppression | undefined;
  /** The word by which it is not: what was muted, the suppressed category, the diet, as the household or the feed writes it. */
  readonly wordFor: (productNo: number) => string | undefined;
  /** Whether a recipe that calls for this need is not for it: everything that serves it is hidden. */
  readonly hidesNeed: (need: string) => boolean;
  /** Products whose purchases it says are not its own; their rhythm is not its either. */
  readonly disowned: ReadonlySet<number>;
};

/** The catalog as wishes ask for it. */
export type WishCatalog = {
  readonly index: CatalogIndex;
  readonly groups: ProductGroups;
  readonly diets: DietBook;
  /** A product by its number, and all that took its place since. */
  readonly andAfter: (productNo: number) => readonly number[];
};

/** @param diets The configuration's. @param successions Which products took the place of which. */
export function wishCatalog(
  index: CatalogIndex,
  diets: DietNames,
  successions: Pick<Successions, 'next'> = { next: new Map() },
): WishCatalog {
  const groups = groupProducts(index.catalog);
  return {
    index,
    groups,
    diets: bookDiets(diets, index.catalog, groups),
    andAfter: (productNo) => [productNo, ...comingAfter(successions, productNo)],
  };
}

const NOTHING_HIDDEN: Hidden = {
  reasonFor: () => undefined,
  wordFor: () => undefined,
  hidesNeed: () => false,
  disowned: new Set(),
};

/** What the suppressions and wishes of a household hide from it. */
export function hiddenBy(
  suppressions: readonly Standing[],
  wishes: readonly Wish[],
  catalog: WishCatalog,
): Hidden {
  const words = new Map<number, string>();
  const reasons = new Map<number, Suppression>();
  const disowned = new Set<number>();
  const diets: { readonly diet: Diet; readonly name: string }[] = [];
  const hide = (productNos: readonly number[], reason: Suppression, word: string): void => {
    for (const productNo of productNos) {
      if (reasons.has(productNo)) continue;
      reasons.set(productNo, reason);
      words.set(productNo, word);
    }
  };
  const groupNos = (name: string): readonly number[] => catalog.groups.category(name)?.productNos ?? [];
  for (const { reason, category } of suppressions)
    if (reason === 'category' && category !== undefined)
      hide(groupNos(category), 'suppressed-category', category);
  for (const { what, value } of wishes) {
    const productNo = catalog.index.byId.get(value);
    const found = productNo === undefined ? [] : catalog.andAfter(productNo);
    if (what === 'not_mine') hide(found, 'not-mine', value);
    if (what === 'not_mine') for (const no of found) disowned.add(no);
    if (what === 'mute_product') hide(found, 'muted-product', value);
    if (what === 'mute_category') hide(groupNos(value), 'muted-category', value);
    if (what !== 'diet') continue;
    const diet = catalog.diets(value);
    if (typeof diet === 'object') diets.push({ diet, name: value });
  }
  if (reasons.size === 0 && diets.length === 0) return NOTHING_HIDDEN;
  const dietOf = (productNo: number) => diets.find(({ diet }) => diet.excludes(productNo));
  const reasonFor: Hidden['reasonFor'] = (productNo) =>
    reasons.get(productNo) ?? (dietOf(productNo) === undefined ? undefined : 'diet');
  return {
    reasonFor,
    wordFor: (productNo) => words.get(productNo) ?? dietOf(productNo)?.name,
    hidesNeed: needHider(
      catalog.index,
      diets.map(({ diet }) => diet),
      reasonFor,
    ),
    disowned,
  };
}

function needHider(
  { byNeed }: CatalogIndex,
  diets: readonly Diet[],
  reasonFor: Hidden['reasonFor'],
): Hidden['hidesNeed'] {
  const known = new Map<string, boolean>();
  return (need) => {
    const key = fold(need);
    const before = known.get(key);
    if (before !== undefined) return before;
    const serving = byNeed.get(key) ?? [];
    const hides =
      diets.some((diet) => diet.excludesName(need)) ||
      (serving.length > 0 && serving.every((productNo) => reasonFor(productNo) !== undefined));
    known.set(key, hides);
    return hides;
  };
}
