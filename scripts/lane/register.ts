import { decideRedemption } from '../../src/checkout/decide.ts';
import type {
  BasketLine,
  Discount,
  Facts,
  IssuedOffer,
  RedemptionRequest,
} from '../../src/checkout/types.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import type { OfferKind, OfferTerms, Stack } from '../../src/shared/offer-terms.ts';
import { type Cells, centsOf, groupRows, type LaneFiles } from './files.ts';

/** A register that knows nothing but its store's files, and what it has taken off since it took them in. */
export function openRegister(files: LaneFiles) {
  const offers = new Map(files.offers.map((cells) => [versionKey(cells), termsOf(cells)]));
  const products = new Map<string, { qualifies: Set<string>; outside: Set<string> }>();
  for (const cells of files.products) {
    const of = products.get(versionKey(cells)) ?? { qualifies: new Set(), outside: new Set() };
    products.set(versionKey(cells), of);
    (cells.role === 'qualifies' ? of.qualifies : of.outside).add(cells.product_id ?? '');
  }
  const rights = groupRows(files.rights, ({ list_code = '' }) => list_code);
  const listOfCard = new Map(files.cards.map(({ card_id = '', list_code = '' }) => [card_id, list_code]));
  const spent = new Set<number>();

  const factsOf = (listCode: string): Facts => {
    const own = rights.get(listCode) ?? [];
    const first = own[0];
    return {
      recorded: undefined,
      list:
        first === undefined
          ? undefined
          : {
              listId: listCode,
              householdId: listCode,
              validFrom: dayOf(first.valid_from),
              validUntil: dayOf(first.valid_until),
              state: 'live',
            },
      cardHouseholdId: undefined,
      codeIsOurs: true,
      recalledIds: new Set(),
      offers: own.flatMap((cells, at) => {
        const terms = offers.get(versionKey(cells));
        const rightId = Number(cells.right_id);
        if (terms === undefined) return [];
        const of = products.get(versionKey(cells));
        return [
          {
            issuedOfferId: rightId,
            lineNo: at + 1,
            terms,
            faceValueCents: cents(centsOf(cells.value ?? '')),
            state: spent.has(rightId) ? 'redeemed' : 'open',
            productIds: of?.qualifies ?? new Set(),
            outsideBasketIds: of?.outside ?? new Set(),
            funderBudgetLeftCents: undefined,
            householdUsesLeft: undefined,
          } satisfies IssuedOffer,
        ];
      }),
    };
  };

  return {
    /** @param scanned A list's code or a card. @returns What came off. */
    ringUp: (
      at: { readonly registerId: string; readonly transactionId: string; readonly day: Day },
      scanned: string,
      lines: readonly BasketLine[],
    ): readonly Discount[] => {
      const listCode = rights.has(scanned) ? scanned : listOfCard.get(scanned);
      if (listCode === undefined) return [];
      const request: RedemptionRequest = {
        ...at,
        storeId: files.storeId,
        listCode,
        cardId: undefined,
        lines,
      };
      const decision = decideRedemption(request, factsOf(listCode), {
        graceDays: 0,
        listOfOtherHousehold: 'allow',
        overrideCapCents: cents(0),
      });
      if (decision.tag !== 'redeemed') return [];
      for (const { issuedOfferId } of decision.spent) spent.add(issuedOfferId);
      return decision.discounts;
    },
  };
}

function versionKey({ offer_id, version }: Cells): string {
  return `${version} ${offer_id}`;
}

function dayOf(text: string | undefined): Day {
  const day = parseDay(text ?? '');
  if (day === undefined) throw new Error(`${text} is no day`);
  return day;
}

/** Terms as far as a register needs them. */
function termsOf(cells: Cells): OfferTerms {
  const money = (name: string) =>
    cells[name] === '' || cells[name] === undefined ? undefined : cents(centsOf(cells[name]));
  const kind = cells.kind as OfferKind;
  const redeemStart = dayOf(cells.redeem_start);
  const redeemEnd = dayOf(cells.redeem_end);
  return {
    offerId: cells.offer_id ?? '',
    version: Number(cells.version),
    offerCode: cells.offer_code,
    funderId: '',
    funderName: undefined,
    kind,
    valueCents: kind === 'percent_off' ? cents(0) : (money('value') ?? cents(0)),
    percentBasisPoints: kind === 'percent_off' ? Math.round(Number(cells.value) * 100) : 0,
    maxValueCents: money('max_value'),
    buyQuantity: Number(cells.buy_quantity),
    buyAmountCents: money('buy_amount'),
    ...(cells.buy_weight === '' || cells.buy_weight === undefined
      ? {}
      : { buyWeightMilli: Math.round(Number(cells.buy_weight) * 1000) }),
    getQuantity: Number(cells.get_quantity),
    minBasketCents: money('min_basket'),
    products: [],
    productsExcluded: [],
    issueStart: redeemStart,
    issueEnd: redeemEnd,
    redeemStart,
    redeemEnd,
    limitTransaction: Number(cells.limit_transaction),
    limitHousehold: undefined,
    limitTotal: undefined,
    budgetCents: undefined,
    funderPercent: Number(cells.funder_percent),
    handlingFeeCents: cents(0),
    audience: 'any',
    valuesBySegment: {},
    stack: cells.stack as Stack,
    onVoid: 'restore',
    onReturn: 'restore',
    stores: [],
    restricted: 'none',
    headline: cells.receipt_text,
    legalText: undefined,
  };
}
