import { parseCents } from '../../shared/cents.ts';
import { normalName, textReader } from '../columns.ts';
import { changeOf, columnSource } from '../derive.ts';
import { namedRule } from '../layout/column-rule.ts';
import type { Layout } from '../layout/types.ts';
import { type NumberStyle, plainDecimal, writeAmount } from '../numbers.ts';
import type { LogRecord } from './log-record.ts';

type Reader = (fields: readonly string[]) => string;

/** What discount records of a log do to the fields of items. */
export class Discounts {
  readonly #places: ReadonlyMap<string, number>;
  readonly #numbers: NumberStyle;
  readonly #lineType: Reader;
  readonly #net: Reader;

  /** @param places Index of each field of an item's joint record. */
  constructor(places: ReadonlyMap<string, number>, layout: Layout) {
    this.#places = places;
    this.#numbers = layout.numbers;
    this.#lineType = jointReader(layout, places, 'line_type');
    this.#net = jointReader(layout, places, 'net_amount');
  }

  /** A discount on one item. @returns Whether its amount and the item's could be read. */
  takeOff(fields: string[], discount: LogRecord): boolean {
    const amount = this.#amountOf(discount);
    return amount !== undefined && this.#apply(fields, discount, amount);
  }

  /** A discount on all items, by what they cost. @returns Whether it could be read, and there is what bears it. */
  spread(items: readonly string[][], discount: LogRecord): boolean {
    const amount = this.#amountOf(discount);
    const place = this.#places.get(discount.type.reduces ?? '');
    // A line that was taken off again, or came back, has had nothing off.
    const weights = items.map((fields) => {
      if (!['sale', ''].includes(this.#lineType(fields).toLowerCase())) return 0;
      return this.#cents('net_amount', place === undefined ? this.#net(fields) : (fields[place] ?? '')) ?? 0;
    });
    const shares = amount === undefined ? undefined : shareOut(amount, weights);
    if (shares === undefined) return false;
    for (const [index, fields] of items.entries()) {
      const share = shares[index] ?? 0;
      if (share !== 0) this.#apply(fields, discount, share);
    }
    return true;
  }

  /** Add a discount to what the item has of them, and take it off its amount. */
  #apply(fields: string[], { type: { addsTo, reduces } }: LogRecord, discountCents: number): boolean {
    const sumPlace = this.#places.get(addsTo) ?? -1;
    const before = fields[sumPlace]?.trim() ?? '';
    const sum = before === '' ? 0 : this.#cents('discount_amount', before);
    if (sum === undefined) return false;
    fields[sumPlace] = writeAmount(this.#numbers, 'discount_amount', sum + discountCents);
    if (reduces === undefined) return true;
    const place = this.#places.get(reduces) ?? -1;
    const amount = this.#cents('net_amount', fields[place] ?? '');
    if (amount === undefined) return false;
    fields[place] = writeAmount(this.#numbers, 'net_amount', reduceAmount(amount, discountCents));
    return true;
  }

  #amountOf({ type, values }: LogRecord): number | undefined {
    return this.#cents('discount_amount', values[type.names.indexOf(type.amount)] ?? '');
  }

  #cents(column: string, text: string): number | undefined {
    return parseCents(plainDecimal(this.#numbers, column, text.trim()));
  }
}

/** What the layout makes of a canonical column of a joint record; '' where the log has none. */
export function jointReader(layout: Layout, places: ReadonlyMap<string, number>, column: string): Reader {
  const rule = layout.columns.get(column) ?? namedRule(column);
  const byName = new Map([...places].map(([name, place]) => [normalName(name), place]));
  const found = rule.parts.map((part) => {
    const all = part.map((name) => (typeof name === 'number' ? name - 1 : byName.get(normalName(name))));
    return all.find((place) => place !== undefined);
  });
  const known = found.filter((place) => place !== undefined);
  if (known.length < found.length) return () => '';
  return textReader(columnSource(rule, known, '', changeOf(layout, column)));
}

/** An amount after a discount: nearer to nothing, whichever way it points. */
export function reduceAmount(amountCents: number, discountCents: number): number {
  return amountCents < 0 ? amountCents + Math.abs(discountCents) : amountCents - discountCents;
}

/**
 * A discount in whole cents over items by what they cost: each gets its share rounded down, and the cents that are left
 * go to the largest remainders, the earlier item first (Hamilton's method). Items that cost nothing or come back get none.
 *
 * @returns `undefined` when no item can bear any.
 */
export function shareOut(amountCents: number, weightsCents: readonly number[]): number[] | undefined {
  const weights = weightsCents.map((weight) => Math.max(0, weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return amountCents === 0 ? weights : undefined;
  const sign = Math.sign(amountCents);
  const exact = weights.map((weight) => (Math.abs(amountCents) * weight) / total);
  const shares = exact.map(Math.floor);
  const left = Math.abs(amountCents) - shares.reduce((sum, share) => sum + share, 0);
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares.map((share) => (share === 0 ? 0 : sign * share));
}
