import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SheetContent } from '../../../src/print/sheet.ts';
import { type Cents, cents } from '../../../src/shared/cents.ts';
import { day } from '../../../src/shared/day.ts';
import { Dice } from '../../simulate/random.ts';

type Product = { readonly description: string; readonly department: string };

const FIRST = ['Ana', 'Zbigniew', 'José', 'Mary', 'Thị', 'Łucja', 'Björn', 'Chiara', 'Omar', 'Siobhán'];
const LAST = [
  'Łukaszewski',
  'Nguyễn',
  'García-O’Connell',
  'Hall',
  'Müller',
  'Okafor',
  'Young',
  'Çelik',
  'Novák',
];
const DUE = 24;
const SPECIALS = 8;

/** Lists of 24 due lines, 8 specials and 2 extras: two Letter pages each, every one another. */
export function printedLists(seed: number): (index: number) => SheetContent {
  const file = join(import.meta.dirname, '../../../fixtures/products.csv');
  const products: Product[] = parse(readFileSync(file), { columns: true });
  return (index) => {
    const dice = new Dice(seed).stream(1, index);
    const pick = <T>(all: readonly T[]): T => all[dice.below(all.length)] as T;
    const price = (): Cents => cents(79 + dice.below(1500));
    const due = Array.from({ length: DUE }, () => pick(products)).sort((a, b) =>
      a.department < b.department ? -1 : 1,
    );
    return {
      listId: index + 1,
      listCode: String(dice.below(1e8)).padStart(8, '0') + String(dice.below(1e8)).padStart(8, '0'),
      chainName: 'Kittleson’s Market',
      language: 'en',
      householdName: `${pick(FIRST)} ${pick(LAST)}`,
      addressLines: [
        `${1 + dice.below(9999)} ${pick(LAST)} Avenue`,
        `Alder Prairie, WI ${53800 + dice.below(90)}`,
      ],
      store: {
        name: 'Kittleson’s Market Alder Prairie',
        ...{ address: '1500 Main St', city: 'Alder Prairie', state: 'WI', postalCode: '53818' },
        hours: 'Mon-Sun 06:00-23:00',
      },
      validFrom: day(20_500),
      validUntil: day(20_513),
      due: due.map(({ description, department }) => ({
        description,
        size: undefined,
        aisle: department,
        aisleSort: 0,
        regularPriceCents: price(),
        timingText: 'this week',
        reasonText: `about every ${2 + dice.below(30)} days`,
      })),
      specials: Array.from({ length: SPECIALS }, () => {
        const before = price();
        return {
          headline: '$0.50 off',
          description: pick(products).description,
          size: undefined,
          aisle: String(1 + dice.below(14)),
          regularPriceCents: before,
          priceWithOfferCents: cents(before - 50),
          saveText: 'Save $0.50',
          conditionText: 'when you buy 2',
          reasonText: 'one of your usuals',
          legalText: undefined,
        };
      }),
      extras: [
        {
          kind: 'tip',
          title: 'Freeze bread the day you buy it',
          body: 'Slices toast straight from the freezer.',
        },
        { kind: 'service', title: 'We pack and deliver', body: 'Call in your list before 11.' },
      ],
      largePrint: false,
      footerLines: ['Each special once per household; never more than the price of the item.'],
    };
  };
}
