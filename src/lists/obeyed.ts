import type { PreferenceRow } from '../ingest/rows.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';
import type { WishCatalog } from './hidden.ts';
import { unlistable } from './plan-lines.ts';
import type { Addressee, Obeyed } from './planned-list.ts';
import { foldDiet, type Wish, wishesOf } from './wishes.ts';

/** Why a wish cannot be obeyed. */
export type UnmetReason =
  | 'diet-unknown'
  | 'diet-empty'
  | 'category-unknown'
  | 'product-unknown'
  | 'language-unknown';

/** A wish that changes nothing, however often it is said. */
export type Unmet = { readonly wish: Wish; readonly reason: UnmetReason };

export type Judged = { readonly obeyed: readonly Obeyed[]; readonly unmet: readonly Unmet[] };

/**
 * Which of a household's wishes its lists obey, each by a name that people know, and which they cannot. The newest comes
 * first: it is what the household looks for.
 */
export function judgeWishes(wishes: readonly Wish[], catalog: WishCatalog): Judged {
  const obeyed: Obeyed[] = [];
  const unmet: Unmet[] = [];
  for (const wish of [...wishes].reverse()) {
    const named = nameOf(wish, catalog);
    if ('reason' in named) unmet.push({ wish, reason: named.reason });
    else obeyed.push({ what: wish.what, value: wish.value, day: wish.day, ...named });
  }
  return { obeyed, unmet };
}

type Named = Pick<Obeyed, 'named' | 'unspoken'> | { readonly reason: UnmetReason };

function nameOf({ what, value }: Wish, catalog: WishCatalog): Named {
  switch (what) {
    case 'mute_product':
    case 'not_mine':
      return productName(value, catalog);
    case 'mute_category':
      return categoryName(value, catalog);
    case 'diet': {
      const diet = catalog.diets(value);
      return typeof diet === 'string' ? { reason: diet } : { named: value.trim() };
    }
    case 'language': {
      const language = printLanguage(value);
      return language === undefined ? { reason: 'language-unknown' } : { named: language };
    }
    case 'large_print':
      return { named: value };
  }
}

function productName(value: string, { index }: WishCatalog): Named {
  const product = index.catalog.products[index.byId.get(value) ?? -1];
  if (product === undefined) return { reason: 'product-unknown' };
  const { description, size } = product;
  const said = size === undefined || description.toLowerCase().includes(size.toLowerCase());
  return { named: said ? description : `${description} ${size}`, ...spokenOf([product]) };
}

function categoryName(value: string, { groups, index }: WishCatalog): Named {
  const group = groups.category(value);
  if (group === undefined) return { reason: 'category-unknown' };
  const products = group.productNos.map((productNo) => index.catalog.products[productNo]);
  return { named: group.name, ...spokenOf(products) };
}

/** Why nobody's list names a product, whatever the season: then no sheet names it as unwanted, either. */
const NEVER_NAMED: ReadonlySet<string | undefined> = new Set(['sensitive', 'restricted', 'not-goods']);

/** Paper that names such a thing as unwanted says as much as if it stood there. */
function spokenOf(products: readonly (CatalogProduct | undefined)[]): Pick<Obeyed, 'unspoken'> {
  const discreet = products.every((product) => product !== undefined && NEVER_NAMED.has(unlistable(product)));
  return discreet ? { unspoken: true } : {};
}

const PRINT_LANGUAGES: Readonly<Record<string, Addressee['language']>> = {
  en: 'en',
  eng: 'en',
  es: 'es',
  spa: 'es',
};

/** The language of print that a tag asks for, if there is one. Source of the three-letter ones: ISO 639-2. */
export function printLanguage(tag: string): Addressee['language'] | undefined {
  return PRINT_LANGUAGES[tag.trim().toLowerCase()];
}

/** How a household's sheet is set: its own wish, else what the households feed says of it, else the chain's way. */
export function settingOf(
  wishes: readonly Wish[],
  household: { readonly language: string | undefined; readonly largePrint: boolean },
  chainLanguage: Addressee['language'],
): Pick<Addressee, 'language' | 'largePrint'> {
  const wished = (what: Wish['what']) => wishes.findLast((wish) => wish.what === what)?.value;
  const largePrint = wished('large_print');
  return {
    language:
      printLanguage(wished('language') ?? '') ?? printLanguage(household.language ?? '') ?? chainLanguage,
    // The households feed does not say since when; a word of the household does, so it counts as the newer one.
    largePrint: largePrint === undefined ? household.largePrint : largePrint === 'yes',
  };
}

/** Wishes that no list obeys, alike ones of all households counted together. */
export type UnmetCount = Pick<Wish, 'what' | 'value'> & {
  readonly reason: UnmetReason;
  readonly households: number;
};

/** Wishes that are not obeyed, most asked for first. @param preferences Each household's, in order of arrival. */
export function countUnmet(
  preferences: Iterable<readonly PreferenceRow[]>,
  catalog: WishCatalog,
): UnmetCount[] {
  const counts = new Map<string, { -readonly [K in keyof UnmetCount]: UnmetCount[K] }>();
  // Before the products feed has come, nothing can be said of what it will not have.
  const hasProducts = catalog.index.catalog.products.some((product) => product?.known === true);
  for (const words of preferences) {
    for (const { wish, reason } of judgeWishes(wishesOf(words), catalog).unmet) {
      if (!hasProducts && NEEDS_PRODUCTS[reason]) continue;
      const key = `${wish.what} ${wish.what === 'diet' ? foldDiet(wish.value) : fold(wish.value)}`;
      const count = counts.get(key);
      if (count === undefined) counts.set(key, { what: wish.what, value: wish.value, reason, households: 1 });
      else count.households += 1;
    }
  }
  return [...counts]
    .sort(([a, one], [b, other]) => other.households - one.households || (a < b ? -1 : 1))
    .map(([, count]) => count);
}

const NEEDS_PRODUCTS: Readonly<Record<UnmetReason, boolean>> = {
  'diet-unknown': false,
  'diet-empty': true,
  'category-unknown': true,
  'product-unknown': true,
  'language-unknown': false,
};

/** What a person can do about wishes that are not obeyed, one line for each. */
export function describeUnmet(count: UnmetCount): string {
  const { what, households } = count;
  const who = households === 1 ? '1 household' : `${households} households`;
  return `${whyUnmet(count)}; ${who} asked for it (${what}), and it is not obeyed`;
}

/** Why a wish is not obeyed. */
export function whyUnmet({ value, reason }: Pick<UnmetCount, 'value' | 'reason'>): string {
  return UNMET[reason](value);
}

const UNMET: Readonly<Record<UnmetReason, (value: string) => string>> = {
  'diet-unknown': (value) => `the diet ${value} has no entry in [diets] of the configuration`,
  'diet-empty': (value) => `the diet ${value} excludes nothing that the products feed has`,
  'category-unknown': (value) => `no product is of the category ${value}`,
  'product-unknown': (value) => `there is no product ${value}`,
  'language-unknown': (value) => `no sheet is printed in the language ${value}`,
};
