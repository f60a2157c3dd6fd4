import { DISCOVERY_MILLI } from '../../../lists/allocation/choose.ts';
import { chargeAtReport } from '../../../lists/plan-report.ts';
import type { StoredLine } from '../../../store/ledger/lists.ts';
import type { Explained } from './gather.ts';
import { money, percent } from './wrap.ts';

/**
 * What a special was ranked by, in cents: what it is expected to save, which is what it is expected to cost, less what budget
 * and total ask for what is set aside. The prices are those of the plan; null: it kept none.
 */
export function describeWorth({ report }: Explained, line: StoredLine) {
  const { offer } = line.facts;
  const value = line.offerValueCents ?? 0;
  const redeemProbability = offer?.redeemProbability ?? line.probability ?? 0;
  const expected = Math.round(redeemProbability * value);
  const uses = offer?.reserveUsesMilli === undefined ? undefined : offer.reserveUsesMilli / 1000;
  const of = report?.offers.find(
    ({ offerId, version }) => offerId === line.offerId && version === line.offerVersion,
  );
  const charge = of === undefined || uses === undefined ? undefined : chargeAtReport(of, uses * value, uses);
  return {
    occasion_probability: offer?.occasionProbability ?? line.probability ?? null,
    redeem_probability: redeemProbability,
    expected_saving_cents: expected,
    expected_cost_cents: expected,
    set_aside_cents: uses === undefined ? null : Math.round(uses * value),
    shadow_price: of?.price ?? null,
    shadow_price_per_use_cents: of?.pricePerUse ?? null,
    budget_asks_cents: charge === undefined || !Number.isFinite(charge) ? null : Math.round(charge),
  };
}

/** The same in a sentence. */
export function worthText(explained: Explained, line: StoredLine): string {
  const worth = describeWorth(explained, line);
  const { offer } = line.facts;
  const { expected_saving_cents: expected, set_aside_cents: setAside, budget_asks_cents: asks } = worth;
  const need =
    offer?.occasionProbability === undefined ? '' : `, the need ${percent(offer.occasionProbability)}`;
  const chance = `${percent(line.probability ?? 0)} likely to be bought${need}, ${percent(worth.redeem_probability)} to be redeemed`;
  const aside = setAside === null ? '' : `, with ${money(setAside)} set aside`;
  const isNew = offer?.relation === 'new' || offer?.discovery !== undefined;
  const trial = isNew ? `; ${money(DISCOVERY_MILLI / 1000)} more, since it is something new` : '';
  const double = offer?.favoured === true ? '; counted double, since it may win the household back' : '';
  const budget =
    asks === null
      ? ''
      : asks === 0
        ? '; its budget is not short'
        : `; its budget, which is short, asks ${money(asks)} for that (${pricesText(worth)})`;
  return `${chance}: expected to save, and to cost, ${money(expected)}${aside}, by which specials are ranked${double}${trial}${budget}`;
}

function pricesText({
  shadow_price: price,
  shadow_price_per_use_cents: perUse,
}: ReturnType<typeof describeWorth>): string {
  return [
    ...((price ?? 0) > 0 ? [`${price} a cent`] : []),
    ...((perUse ?? 0) > 0 ? [`${money(Math.round(perUse ?? 0))} a time`] : []),
  ].join(', ');
}
