import { onTestFinished } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { BasketLine, RedemptionRequest } from '../../src/checkout/types.ts';
import type { PlannedLine, PlannedList } from '../../src/lists/planned-list.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import type { CycleState } from '../../src/store/ledger/cycles.ts';
import { type LedgerStore, openLedger } from '../../src/store/ledger/ledger-store.ts';
import { listRow } from '../../src/store/ledger/list-writer.ts';
import type { RedeemOutcome } from '../../src/store/ledger/redemptions.ts';
import type { OfferWithProducts } from '../../src/store/ledger/terms.ts';
import { CONFIG } from '../checkout/build.ts';
import { terms } from '../offers/build.ts';
import { newDatabases } from '../support/new-databases.ts';

/** As-of of the first cycle; good from the fourth day on, for a fortnight. Offers of the builder are good all year. */
export const AS_OF: Day = day(20_517);

export function openLedgerIn(dir: string): LedgerStore {
  const ledger = openLedger(newDatabases(dir, 'ledger'));
  onTestFinished(() => ledger.close());
  return ledger;
}

/** An offer on soup unless told otherwise; its hash changes with its terms. */
export function offer(
  offerId: string,
  over: Partial<OfferTerms> = {},
  productIds: readonly string[] = ['soup'],
  outsideBasketIds: readonly string[] = [],
): OfferWithProducts {
  const ofOffer = terms({ offerId, ...over });
  const sha256 = contentHash({ ...REQUEST, storeId: JSON.stringify(ofOffer) });
  return { terms: ofOffer, sha256, productIds, outsideBasketIds };
}

/** A lane that has scanned nothing yet, on the second day of the first cycle. */
export const REQUEST: RedemptionRequest = {
  storeId: 'S1',
  registerId: 'R1',
  transactionId: 'T1',
  day: day(AS_OF + 5),
  listCode: undefined,
  cardId: undefined,
  lines: [],
};

function special({ terms: { offerId, version } }: OfferWithProducts): PlannedLine {
  return {
    section: 'special',
    productId: 'soup' as ProductId,
    need: undefined,
    description: 'soup',
    reason: 'deal-on-usual',
    probability: 0.5,
    expectedDay: undefined,
    regularPriceCents: cents(300),
    offerId,
    offerVersion: version,
    offerValueCents: cents(100),
    termsValueCents: cents(100),
    priceWithOfferCents: cents(200),
    facts: {},
  };
}

export function plannedList(
  householdId: string,
  offers: readonly OfferWithProducts[],
  arm: PlannedList['arm'] = 'treatment',
): PlannedList {
  return {
    householdId,
    arm,
    dropNo: 0,
    drops: 1,
    homeStoreId: undefined,
    mail: true,
    weeklySpendCents: 3000,
    addressee: { name: undefined, addressLines: [], language: 'en', largePrint: false },
    lines: offers.map(special),
  };
}

export const codeOf = (listId: number): string => String(listId).padStart(16, '0');

export type CycleWanted = {
  readonly asOf?: Day;
  readonly lists: readonly PlannedList[];
  readonly offers: readonly OfferWithProducts[];
  /** How far it goes; released unless told otherwise. `withdrawn`: after it was released. */
  readonly state?: CycleState;
};

/** A cycle, as the commands make one. */
export function makeCycle(ledger: LedgerStore, wanted: CycleWanted): number {
  const { asOf = AS_OF, lists, offers, state = 'released' } = wanted;
  const { cycles } = ledger;
  cycles.writeOffers(offers);
  const cycleId = cycles.begin({
    asOf,
    validFrom: day(asOf + 4),
    validUntil: day(asOf + 17),
    households: 'due',
    inputsSha256: String(asOf).padStart(64, '0'),
  });
  cycles.writeLists(cycleId, lists.map(listRow), codeOf);
  cycles.complete(cycleId);
  if (state === 'draft') return cycleId;
  cycles.approve(cycleId, 'Ann', 'a'.repeat(64));
  if (state === 'approved') return cycleId;
  Array.from(ledger.issuer.issue(cycleId));
  cycles.advance(cycleId, 'approved', 'released');
  if (state !== 'released') cycles.advance(cycleId, 'released', state);
  return cycleId;
}

export const CAN: BasketLine = {
  lineNo: 1,
  productId: 'soup' as ProductId,
  quantityMilli: 1000,
  unitPriceCents: cents(300),
  amountCents: cents(300),
};

export type Ask = Partial<RedemptionRequest> & { readonly householdId?: string };

/** What a lane does: one can of soup on transaction T1, by list code or, through the card, by household. */
export function redeem(ledger: LedgerStore, ask: Ask): RedeemOutcome {
  const { householdId, ...over } = ask;
  const cardId = householdId === undefined ? undefined : `card of ${householdId}`;
  const request = { ...REQUEST, cardId, lines: [CAN], ...over };
  const identity = {
    contentHash: contentHash(request),
    cardHouseholdId: householdId,
    codeIsOurs: request.listCode !== undefined,
    nowMs: 0,
  };
  return ledger.redemptions.redeem(request, identity, (asked, facts) =>
    decideRedemption(asked, facts, CONFIG),
  );
}

/** `redeemed`, `already-recorded`, or why not. */
export function answer(ledger: LedgerStore, ask: Ask): string {
  const { decision } = redeem(ledger, ask);
  return decision.tag === 'rejected' ? decision.reason : decision.tag;
}

/** Take offer O1 back, once, off the lists that have it. */
export function withdrawOnce({ withdrawals }: LedgerStore, listIds: readonly number[]): void {
  if (withdrawals.inForce('offer', 'O1') !== undefined) return;
  withdrawals.put({
    ...{ kind: 'offer', id: 'O1', lanes: 'refuse', replacement: undefined },
    ...{ goodOn: AS_OF, reason: 'wrong price', by: 'Ann', at: new Date(0).toISOString() },
  });
  Array.from(withdrawals.settle(listIds, () => undefined));
}
