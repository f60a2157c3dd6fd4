import type { Day } from '../../src/shared/day.ts';
import type { Product } from './products.ts';
import type { Dice } from './random.ts';
import { isSold, type World } from './world.ts';

/** The contract's line types. */
type LineType = 'sale' | 'return' | 'void' | 'coupon' | 'other';

/** One line of a receipt before it is written. */
export type BasketLine = {
  readonly product: Product;
  /** Units; gallons of fuel. Negative in a return or void. */
  readonly quantity: number;
  /** Thousandths of a pound where the scale's weight is on the line; 0: not. */
  readonly weightMilli: number;
  readonly netCents: number;
  readonly discountCents: number;
  readonly type: LineType;
};

/** What one trip takes from a store on a day. */
export type Basket = {
  readonly storeNo: number;
  readonly day: Day;
  readonly lines: BasketLine[];
};

/** A price-embedded label has four digits for the price. */
const LABEL_CENTS_MAX = 9999;
const UNITS_MAX = 24;

/** Put units (or pieces) of a product into the basket at the day's price. */
export function addUnits(world: World, basket: Basket, product: Product, units: number): void {
  const regular = world.prices.regularCents(product, basket.storeNo);
  const promo = world.prices.promoCents(product);
  const paid = promo > 0 && promo < regular ? promo : regular;
  const quantity = Math.min(UNITS_MAX, Math.max(1, Math.round(units)));
  basket.lines.push({
    product,
    quantity,
    weightMilli: 0,
    netCents: paid * quantity,
    discountCents: (regular - paid) * quantity,
    type: 'sale',
  });
}

/** Put a product into the basket as it is sold: by unit, by piece, by weight, or packed by weight. */
export function addProduct(world: World, basket: Basket, product: Product, amount: number, dice: Dice): void {
  if (product.sold === 'unit' || product.sold === 'plu-each') {
    addUnits(world, basket, product, amount);
    return;
  }
  const regular = world.prices.regularCents(product, basket.storeNo);
  const promo = world.prices.promoCents(product);
  const paid = promo > 0 && promo < regular ? promo : regular;
  const pounds = Math.max(0.2, amount * dice.spread(0.18));
  const weightMilli = Math.min(Math.round(pounds * 100) * 10, Math.floor((LABEL_CENTS_MAX * 1000) / regular));
  const netCents = Math.round((weightMilli * paid) / 1000);
  const loose = product.sold === 'plu';
  basket.lines.push({
    product,
    quantity: 1,
    weightMilli: loose ? weightMilli : 0,
    netCents,
    discountCents: loose ? Math.round((weightMilli * regular) / 1000) - netCents : 0,
    type: 'sale',
  });
}

/** The product to take when the shopper wants this one: its successor where it is gone, else something near it. */
export function soldToday(
  world: World,
  product: Product,
  among: readonly Product[],
  today: Day,
): Product | undefined {
  let wanted: Product | undefined = product;
  while (wanted !== undefined && !isSold(world, wanted, today)) {
    const next: Product | undefined = world.lives[wanted.no]?.next;
    wanted = next ?? among.find((other) => other !== product && isSold(world, other, today));
  }
  return wanted;
}
