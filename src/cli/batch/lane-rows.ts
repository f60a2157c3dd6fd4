import { receiptText } from '../../checkout/receipt-text.ts';
import type { LaneLanguage } from '../../checkout/words.ts';
import type { Day } from '../../shared/day.ts';
import { versionKey } from '../../shared/offer-terms.ts';
import type { LaneOffer, LaneRight } from '../../store/ledger/lane-rights.ts';
import type { Context } from '../context.ts';
import type { LaneRow } from './lane-format.ts';

/** A row with what it is known by from one run to the next; keys ascend. */
export type KeyedRow = { readonly key: string; readonly row: LaneRow; readonly cents: number };

export type LaneContent = {
  readonly offers: readonly LaneRow[];
  readonly products: readonly LaneRow[];
  readonly rights: () => Iterable<KeyedRow>;
  readonly cards: () => Iterable<KeyedRow>;
};

const KEY_DIGITS = 12;

/** What a store's registers have to know on a day: offers that hold there, and who has them. */
export function laneContent(
  context: Context,
  storeId: string,
  day: Day,
  receiptCharacters: number,
): LaneContent {
  const { ledger, history, config } = context;
  const on = { day, grace: config.checkout.grace_days };
  const offers = ledger.laneRights
    .offers(on)
    .filter(({ terms }) => terms.stores.length === 0 || terms.stores.includes(storeId));
  const here = new Set(offers.map(({ terms }) => versionKey(terms.offerId, terms.version)));
  return {
    offers: offers.map((offer) => offerRow(offer, receiptCharacters, config.chain.language)),
    products: offers.flatMap(({ terms, products }) =>
      products.map(({ productId, outsideBasket }) => ({
        offer_id: terms.offerId,
        version: terms.version,
        product_id: { code: productId },
        role: outsideBasket ? 'outside-basket' : 'qualifies',
      })),
    ),
    rights: function* () {
      for (const right of ledger.laneRights.rights(on)) {
        if (here.has(versionKey(right.offerId, right.version))) yield rightRow(right);
      }
    },
    cards: function* () {
      const cards = [...ledger.laneRights.lists(on)].flatMap(({ listCode, householdId }) =>
        history.households.cardsOf(householdId).map((cardId) => ({ cardId, listCode })),
      );
      const key = (of: { cardId: string; listCode: string }) => `${of.cardId}\u0000${of.listCode}`;
      cards.sort((a, b) => (key(a) < key(b) ? -1 : 1));
      for (const of of cards) {
        yield { key: key(of), row: { card_id: of.cardId, list_code: of.listCode }, cents: 0 };
      }
    },
  };
}

function offerRow({ terms }: LaneOffer, receiptCharacters: number, language: LaneLanguage): LaneRow {
  const money = (cents: number | undefined) => (cents === undefined ? undefined : { cents });
  return {
    offer_id: terms.offerId,
    version: terms.version,
    offer_code: terms.offerCode,
    kind: terms.kind,
    value: terms.kind === 'percent_off' ? terms.percentBasisPoints / 100 : money(terms.valueCents),
    max_value: money(terms.maxValueCents),
    buy_quantity: terms.buyQuantity,
    buy_amount: money(terms.buyAmountCents),
    buy_weight: terms.buyWeightMilli === undefined ? undefined : terms.buyWeightMilli / 1000,
    get_quantity: terms.getQuantity,
    min_basket: money(terms.minBasketCents),
    limit_transaction: terms.limitTransaction,
    funder_percent: terms.funderPercent,
    stack: terms.stack,
    redeem_start: { day: terms.redeemStart },
    redeem_end: { day: terms.redeemEnd },
    receipt_text: [...receiptText(terms, terms.valueCents, language)]
      .slice(0, receiptCharacters)
      .join('')
      .trimEnd(),
  };
}

function rightRow(right: LaneRight): KeyedRow {
  return {
    key: String(right.rightId).padStart(KEY_DIGITS, '0'),
    row: {
      right_id: right.rightId,
      list_code: right.listCode,
      offer_id: right.offerId,
      version: right.version,
      value: { cents: right.termsValueCents },
      saving: { cents: right.faceValueCents },
      valid_from: { day: right.validFrom },
      valid_until: { day: right.validUntil },
    },
    cents: right.faceValueCents,
  };
}
