import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import { decideTold } from '../../src/checkout/told.ts';
import type { IssuedOffer, Redeemed } from '../../src/checkout/types.ts';
import { basket, CONFIG, facts, issued, LIST, request } from './build.ts';

const asked = request(basket('1 x soup @ 2.99', '1 x bread @ 2.00'));
const HASH = contentHash(asked);
const soup = issued('soup');
const bread = issued('bread', { offerId: 'O2' });
const told = answerOf([soup, bread]);

function answerOf(offers: readonly IssuedOffer[]): Redeemed {
  const decision = decideRedemption(asked, facts(offers), CONFIG);
  if (decision.tag !== 'redeemed') throw new Error('nothing was taken');
  const { tag: _, ...answer } = decision;
  return answer;
}

describe('an answer that a lost ledger had given', () => {
  test('is recorded as it was told, whatever it would come to today', () => {
    const dearer = issued('soup', { valueCents: told.totalCents });
    expect(decideTold(HASH, facts([dearer, bread]), told)).toEqual({ tag: 'redeemed', ...told });
  });

  test('is recorded while nobody else may use the list yet', () => {
    const list = { ...LIST, unsettled: true as const };
    expect(decideTold(HASH, facts([soup, bread], { list }), told).tag).toBe('redeemed');
  });

  test('is recorded when an offer has expired since: it was open then', () => {
    const over = issued('soup', {}, { state: 'expired' });
    expect(decideTold(HASH, facts([over, bread]), told).tag).toBe('redeemed');
  });

  test('is recorded once: known, it is a retry; of other content, or voided, it is what it was', () => {
    const recorded = { contentHash: HASH, state: 'committed', answer: told } as const;
    const tell = (over: object) => decideTold(HASH, facts([], { recorded: { ...recorded, ...over } }), told);
    expect(tell({})).toMatchObject({ tag: 'already-recorded', totalCents: told.totalCents });
    expect(tell({ contentHash: 'other' })).toMatchObject({ reason: 'transaction-reused' });
    expect(tell({ state: 'voided' })).toMatchObject({ reason: 'voided' });
  });

  test.each([
    ['used', issued('soup', {}, { state: 'redeemed' })],
    ['reserved', issued('soup', {}, { state: 'reserved' })],
    ['withdrawn', issued('soup', {}, { state: 'withdrawn' })],
    ['used', issued('soup', { offerId: 'O9' })],
  ])('is not recorded at all when one of its offers is %s: all of it or nothing', (reason, offer) => {
    expect(decideTold(HASH, facts([offer, bread]), told)).toMatchObject({
      tag: 'rejected',
      reason: 'nothing-taken',
      refused: [{ offerId: 'O1', reason }],
    });
  });

  test.each([
    ['no list', undefined],
    ['another list', { ...LIST, listId: 'L2' }],
  ])('is not recorded on %s', (_, list) => {
    expect(decideTold(HASH, facts([soup, bread], { list }), told)).toMatchObject({ reason: 'list-unknown' });
  });
});
