import { money } from './prices.ts';
import type { Product } from './products.ts';
import type { Promotion } from './promotions.ts';
import type { Cell } from './text.ts';

/** What an offer is worth: in the feed's columns, in a marketer's words, and in cents for one redemption. */
type Worth = {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly headline: string;
  readonly costCents: number;
};

/** What an offer takes off, in the columns of its kind; judged by the cheapest product that it can be used on. */
export function worthOf(promotion: Promotion, products: readonly Product[]): Worth {
  const cheapest = Math.min(...products.map((product) => product.priceCents));
  const dearest = Math.max(...products.map((product) => product.priceCents));
  const { buy, depth, what, extras } = promotion;
  switch (promotion.kind) {
    case 'cents_off': {
      const offCents = Math.max(25, Math.round((cheapest * buy * depth) / 25) * 25);
      const amount = extras.has('buy_amount') ? Math.round((cheapest * buy) / 100) * 100 : undefined;
      const goods = amount === undefined ? counted(buy, what) : `${dollars(amount)} of ${what}`;
      const bought = amount === undefined ? { buy_quantity: buy } : { buy_amount: money(amount) };
      return {
        cells: { value: money(offCents), ...bought },
        headline: `${dollars(offCents)} off ${goods}`,
        costCents: offCents,
      };
    }
    case 'percent_off': {
      const costCents = Math.round((dearest * depth) / 100);
      return {
        cells: {
          value: depth,
          buy_quantity: 1,
          max_value: money(Math.max(100, Math.ceil(costCents / 50) * 50)),
        },
        headline: `Save ${depth}% on ${what}`,
        costCents,
      };
    }
    case 'new_price': {
      const priceCents = Math.round((cheapest * (1 - depth)) / 10) * 10 - 1;
      return {
        cells: { value: money(priceCents), buy_quantity: 1 },
        headline: `Just ${dollars(priceCents)}: ${what}`,
        costCents: cheapest - priceCents,
      };
    }
    case 'multi_price': {
      const priceCents = Math.round((cheapest * buy * (1 - depth)) / 50) * 50;
      return {
        cells: { value: money(priceCents), buy_quantity: buy },
        headline: `${buy} for ${dollars(priceCents)}: ${what}`,
        costCents: cheapest * buy - priceCents,
      };
    }
    case 'free_item':
    case 'bogo':
      return {
        cells: { buy_quantity: buy, get_quantity: 1, max_value: money(dearest) },
        headline: `Buy ${words(buy)}, get one free: ${what}`,
        costCents: dearest,
      };
    case 'basket_off': {
      const offCents = depth * 100;
      return {
        cells: { value: money(offCents), buy_quantity: 1, min_basket: '60.00' },
        headline: `${dollars(offCents)} off ${what}`,
        costCents: offCents,
      };
    }
  }
}

function counted(buy: number, what: string): string {
  return buy === 1 ? what : `any ${words(buy)} ${what}`;
}

function words(count: number): string {
  return ['', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? String(count);
}

/** `$2`, `$1.50`, `75¢`. */
function dollars(amountCents: number): string {
  if (amountCents < 100) return `${amountCents}¢`;
  return `$${amountCents % 100 === 0 ? amountCents / 100 : money(amountCents)}`;
}
