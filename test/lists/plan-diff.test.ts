import { expect, test } from 'vitest';
import { addPromises, compareLines, type PromiseTally, promiseOf } from '../../src/lists/plan-diff.ts';
import type { PlannedLine } from '../../src/lists/planned-list.ts';
import { cents } from '../../src/shared/cents.ts';
import type { ProductId } from '../../src/shared/product-id.ts';

function line(description: string, over: Partial<PlannedLine> = {}): PlannedLine {
  return {
    section: 'due',
    productId: description as ProductId,
    need: description,
    description,
    reason: 'due-now',
    probability: 0.5,
    expectedDay: undefined,
    regularPriceCents: undefined,
    offerId: undefined,
    offerVersion: undefined,
    offerValueCents: undefined,
    termsValueCents: undefined,
    priceWithOfferCents: undefined,
    facts: {},
    ...over,
  } as PlannedLine;
}

function special(description: string, offerId: string, valueCents: number, funderId = 'F1'): PlannedLine {
  const offer = { funderId } as NonNullable<PlannedLine['facts']['offer']>;
  return line(description, {
    section: 'special',
    offerId,
    offerVersion: 1,
    offerValueCents: cents(valueCents),
    facts: { offer },
  });
}

const names = (lines: readonly PlannedLine[]): string[] => lines.map(({ description }) => description);

test('a line that only moved, or is a little likelier now, neither left nor came', () => {
  const before = [line('milk'), line('eggs'), special('soup', 'O1', 100)];
  const after = [special('soup', 'O1', 100), line('eggs', { probability: 0.6 }), line('milk')];
  expect(compareLines(before, after)).toEqual({ left: [], came: [] });
});

test('a special that gave way, what took its place, and the same product at another value are told apart', () => {
  const before = [line('milk'), special('soup', 'O1', 100), special('tea', 'O2', 50)];
  const after = [special('stew', 'O3', 80), special('tea', 'O2', 40), line('milk'), line('soup')];
  const { left, came } = compareLines(before, after);
  expect([names(left), names(came)]).toEqual([
    ['soup', 'tea'],
    ['stew', 'tea', 'soup'],
  ]);
});

test('one of two equal lines that is gone has left', () => {
  expect(names(compareLines([line('tip'), line('tip')], [line('tip')]).left)).toEqual(['tip']);
});

test('promises are added up by funder, each special once, the funder’s share as a lane rounds it', () => {
  const tally: PromiseTally = new Map();
  const percentOf = (offerId: string): number => (offerId === 'O1' ? 50 : 100);
  addPromises(tally, [line('milk'), special('soup', 'O1', 99), special('tea', 'O2', 50, 'F2')], percentOf);
  addPromises(tally, [special('soup', 'O1', 1)], percentOf);
  expect(promiseOf(tally, 'F1')).toEqual({ specials: 2, valueCents: 100, funderCents: 51 });
  expect(promiseOf(tally, 'F2')).toEqual({ specials: 1, valueCents: 50, funderCents: 50 });
  expect(promiseOf(tally, 'F3')).toEqual({ specials: 0, valueCents: 0, funderCents: 0 });
});
