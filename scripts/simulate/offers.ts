import { join } from 'node:path';
import { addDays, type Day, formatDay } from '../../src/shared/day.ts';
import type { Restriction } from '../../src/shared/offer-terms.ts';
import { CHAIN, CHAIN_FUNDER, MAKERS } from './chain.ts';
import { worthOf } from './offer-worth.ts';
import { money } from './prices.ts';
import type { Product } from './products.ts';
import { type Promotion, readPromotions } from './promotions.ts';
import { type Dice, STREAM } from './random.ts';
import { type Cell, writeFeed } from './text.ts';
import type { World } from './world.ts';

const COLUMNS = [
  'offer_id',
  'version',
  'offer_code',
  'funder_id',
  'funder_name',
  'kind',
  'value',
  'max_value',
  'buy_quantity',
  'buy_amount',
  'get_quantity',
  'min_basket',
  'products',
  'products_excluded',
  'issue_start',
  'issue_end',
  'redeem_start',
  'redeem_end',
  'limit_transaction',
  'limit_household',
  'limit_total',
  'budget',
  'funder_percent',
  'handling_fee',
  'audience',
  'values_by_segment',
  'stack',
  'on_void',
  'on_return',
  'stores',
  'restricted',
  'headline',
  'legal_text',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], Cell>>;

const LEGAL_TEXT =
  'Limit one per list. Void where prohibited, taxed or restricted. No cash value. Not valid on prior purchases.';
const HANDLING_FEE_CENTS = 8;

/**
 * The offers feed: the promotions of `promotions.csv` in order, and when more are asked for, around again on other
 * products of the same funders.
 */
export function writeOffers(world: World, dir: string): number {
  const promotions = readPromotions();
  const rows: Row[] = [];
  for (let no = 0; no < world.settings.offers; no++) {
    const promotion = promotions[no % promotions.length];
    if (promotion === undefined) break;
    const dice = world.dice.stream(STREAM.offer, no);
    rows.push(
      offerRow(world, no < promotions.length ? promotion : another(world, promotion, dice), no, dice),
    );
  }
  return writeFeed(join(dir, 'offers.csv'), COLUMNS, rows);
}

/** The same promotion on another need of its funder's brands. */
function another(world: World, promotion: Promotion, dice: Dice): Promotion {
  const brands = MAKERS.find((maker) => maker.id === promotion.funder)?.brands ?? [CHAIN];
  const product = dice.pick(
    world.products.filter((one) => brands.includes(one.brand) && one.restricted === 'none'),
  );
  if (promotion.by !== 'ids') return promotion;
  const { brand, item } = product;
  return {
    ...promotion,
    brand,
    need: item.need,
    category: '',
    what: `${brand} ${item.need}`,
    extras: new Set(),
  };
}

function offerRow(world: World, promotion: Promotion, no: number, dice: Dice): Row {
  const products = productsOf(world, promotion);
  if (products.length === 0) throw new RangeError(`no product for the promotion of ${promotion.what}`);
  const worth = worthOf(promotion, products);
  const { extras } = promotion;
  const maker = MAKERS.find((one) => one.id === promotion.funder) ?? CHAIN_FUNDER;
  const households = world.settings.households;
  const drawn = extras.has('tight') ? 0.04 : 0.5 + dice.unit();
  const wisconsin = world.storeIds.filter((_, storeNo) => storeNo % 10 !== 2);
  return {
    offer_id: `D${String(1001 + no)}`,
    version: extras.has('version2') ? 2 : 1,
    offer_code: String(dice.between(10_000_000, 99_999_999)),
    funder_id: maker.id,
    funder_name: maker.name,
    kind: promotion.kind,
    ...worth.cells,
    products: selector(promotion, products),
    products_excluded: extras.has('exclude') ? products[0]?.id : undefined,
    ...windowOf(promotion.window, addDays(world.lastDay, 1), dice),
    limit_transaction: promotion.kind === 'cents_off' && dice.chance(0.3) ? 2 : 1,
    limit_household: extras.has('limit_household') || dice.chance(0.3) ? dice.between(1, 3) : undefined,
    limit_total: extras.has('limit_total') ? Math.max(5, Math.round(households * 0.1)) : undefined,
    budget: dice.chance(0.85)
      ? money(Math.max(500, Math.round(households * drawn * worth.costCents)))
      : undefined,
    funder_percent: extras.has('half') ? 50 : 100,
    handling_fee: maker === CHAIN_FUNDER ? undefined : money(HANDLING_FEE_CENTS),
    audience: promotion.audience,
    values_by_segment: extras.has('segments') ? segmentValues(worth.costCents) : undefined,
    stack: dice.pick(['exclusive', 'exclusive', 'with_store', 'any']),
    on_void: 'restore',
    on_return: dice.chance(0.7) ? 'restore' : 'consume',
    stores: extras.has('stores') ? wisconsin.join('|') : undefined,
    restricted: restrictionOf(products),
    headline: worth.headline,
    legal_text: extras.has('legal') ? LEGAL_TEXT : undefined,
  };
}

/** Rivals' customers get most, the loyal least; never more than half as much again. */
function segmentValues(offCents: number): string {
  const part = (share: number): string => money(Math.max(25, Math.round((offCents * share) / 25) * 25));
  return `rival/heavy=${part(1.5)}|rival/medium=${part(1.25)}|switcher/any=${part(1)}|loyal/any=${part(0.6)}`;
}

function productsOf(world: World, promotion: Promotion): readonly Product[] {
  return world.products.filter(
    (product) =>
      (promotion.brand === '' || product.brand === promotion.brand) &&
      (promotion.need === '' || product.item.need === promotion.need) &&
      (promotion.category === '' || product.item.category === promotion.category) &&
      product.spend,
  );
}

function selector(promotion: Promotion, products: readonly Product[]): string {
  if (promotion.by === 'brand') return `brand:${promotion.brand}`;
  if (promotion.by === 'need') return `need:${promotion.need}`;
  if (promotion.by === 'cat') return `cat:${promotion.category}`;
  return products.map((product) => product.id).join('|');
}

/**
 * Windows around the day of the first plan: `live` holds for a plan on that day and for one a fortnight later, `first` for
 * that day's only, `soon` for neither yet, `dead` no more.
 */
function windowOf(window: Promotion['window'], planDay: Day, dice: Dice): Row {
  const at = (days: number): string => formatDay(addDays(planDay, days));
  const start = { live: -dice.between(3, 24), first: -30, soon: dice.between(18, 24), dead: -75 }[window];
  const end = { live: dice.between(24, 45), first: 6, soon: 56, dead: -28 }[window];
  const last = { live: end + 28, first: 27, soon: 84, dead: -6 }[window];
  return { issue_start: at(start), issue_end: at(end), redeem_start: at(start), redeem_end: at(last) };
}

function restrictionOf(products: readonly Product[]): Restriction {
  return products.find((product) => product.restricted !== 'none')?.restricted ?? 'none';
}
