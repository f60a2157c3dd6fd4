import type { OfferKind } from '../../src/shared/offer-terms.ts';
import { readTable } from './text.ts';

/** One line of `promotions.csv`: what a funder wants to promote, before prices and days are known. */
export type Promotion = {
  readonly kind: OfferKind;
  readonly funder: string;
  readonly brand: string;
  readonly need: string;
  readonly category: string;
  /** How the products are named in the feed: one by one, or as a group. */
  readonly by: 'ids' | 'need' | 'cat' | 'brand';
  /** Share of the price to take off; percent for percent_off, dollars for basket_off. */
  readonly depth: number;
  readonly buy: number;
  readonly audience: string;
  readonly window: 'live' | 'first' | 'soon' | 'dead';
  readonly what: string;
  readonly extras: ReadonlySet<string>;
};

/** The promotions as written beside this file; `extras` are the words that `offers.ts` looks for. */
export function readPromotions(): readonly Promotion[] {
  return readTable(new URL('promotions.csv', import.meta.url)).map((cell) => ({
    kind: cell('kind') as OfferKind,
    funder: cell('funder'),
    brand: cell('brand'),
    need: cell('need'),
    category: cell('category'),
    by: cell('by') as Promotion['by'],
    depth: Number(cell('depth')),
    buy: Number(cell('buy')),
    audience: cell('audience'),
    window: cell('window') as Promotion['window'],
    what: cell('what'),
    extras: new Set(cell('extras').split(' ')),
  }));
}
