import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { Facts, IssuedOffer, RedemptionRequest } from '../../src/checkout/types.ts';
import { date, money } from '../offers/build.ts';
import { basket, CONFIG, facts, issued, LIST, request } from './build.ts';

const LINES = basket('1 x soup @ 2.99', '1 x bread @ 12.00');
const SOUP = issued('soup', { offerId: 'O1', valueCents: money('1.00') });
const BREAD = issued('bread', { offerId: 'O2', valueCents: money('9.50') });
const override = { managerId: 'M1', reason: 'came a day late' };

function decide(
  offers: readonly IssuedOffer[],
  asked: Partial<RedemptionRequest>,
  over: Partial<Facts> = {},
) {
  return decideRedemption(request(LINES, { override, ...asked }), facts(offers, over), CONFIG);
}

describe('a manager’s word', () => {
  test.each([
    ['a list past its last day', {}, { list: { ...LIST, validUntil: date('2026-03-09') } }],
    ['the card of another household', { cardId: 'C2' }, { cardHouseholdId: 'H2' }],
  ] as const)('lets %s pass, at the charge of the store alone', (_, asked, over) => {
    const decision = decide([SOUP], asked, over);
    expect(decision).toMatchObject({ tag: 'redeemed', totalCents: 100, overrideCents: 100 });
    expect(decision).toMatchObject({ discounts: [{ funderCents: 0, storeCents: 100 }] });
  });

  test('lets an offer of another store pass, and takes no other offer from its funder', () => {
    const elsewhere = issued('soup', { offerId: 'O1', valueCents: money('1.00'), stores: ['S2'] });
    const decision = decide([elsewhere, BREAD], {});
    expect(decision).toMatchObject({
      totalCents: 1050,
      overrideCents: 100,
      discounts: [
        { offerId: 'O1', funderCents: 0 },
        { offerId: 'O2', funderCents: 950 },
      ],
    });
  });

  test('gives no more than the cap: the largest special stays away', () => {
    const late = { list: { ...LIST, validUntil: date('2026-03-09') } };
    const decision = decide([SOUP, BREAD], {}, late);
    expect(decision).toMatchObject({
      totalCents: 100,
      overrideCents: 100,
      refused: [{ offerId: 'O2', reason: 'override-cap' }],
    });
  });

  test.each([
    ['a spent offer', { state: 'redeemed' } as const, 'used'],
    ['a withdrawn offer', { state: 'withdrawn' } as const, 'withdrawn'],
    ['what a household may not have again', { householdUsesLeft: 0 }, 'limit-household'],
  ])('does not open %s', (_, state, reason) => {
    const decision = decide([issued('soup', {}, state)], {});
    expect(decision).toMatchObject({ tag: 'rejected', refused: [{ reason }] });
  });

  test.each([
    ['a forged number', { codeIsOurs: false }, 'code-forged'],
    ['a withdrawn list', { list: { ...LIST, state: 'withdrawn' } }, 'list-withdrawn'],
    [
      'a list before its first day',
      { list: { ...LIST, validFrom: date('2026-03-11') } },
      'list-not-yet-valid',
    ],
  ] as const)('does not open %s', (_, over, reason) => {
    expect(decide([SOUP], {}, over)).toMatchObject({ tag: 'rejected', reason });
  });

  test('changes nothing where nothing was against it, and is part of what a retry must repeat', () => {
    expect(decide([SOUP], {})).toMatchObject({ discounts: [{ funderCents: 100 }] });
    expect(decide([SOUP], {})).not.toHaveProperty('overrideCents');
    expect(contentHash(request(LINES, { override }))).not.toBe(contentHash(request(LINES)));
  });
});
