import type { LeftOutDueReason, LeftOutReason } from '../../../lists/left-out-facts.ts';
import type { Reason } from '../../../lists/reasons.ts';
import type { NotLiveOffer } from '../../../offers/live.ts';
import type { Relation } from '../../../offers/segment.ts';
import type { Usage } from '../../../offers/usage.ts';
import { type Day, formatDay } from '../../../shared/day.ts';

/** How a rule is said on the telephone, in place of its code; an unknown code is said as it is. */
export function say(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll('-', ' ');
}

/** Why a line is on the list, for who reads it out. */
export const REASON: Readonly<Record<Reason, string>> = {
  'due-now': 'its usual gap ends while the list is good',
  'due-late': 'its usual gap is over, and when we planned it had not been bought',
  staple: 'a staple: bought at least every ten days, so it is due in any fortnight',
  'bought-before': 'bought before, and likely enough to be bought again',
  'deal-on-usual': 'a special on the very product that the household buys',
  'deal-bought-before': 'a special on a product that it bought before, and that is none of its usual ones',
  'deal-on-need': 'a special on something that does the same job as what it buys',
  'deal-goes-with': 'a special on what it does not buy, and what goes with something on this list',
  'deal-others-buy': 'a special on what it does not buy, and many do who buy what it buys',
  'deal-to-try': 'a special in a need of which it never bought anything',
  'deal-welcome-back': 'a special on a product, or a brand, that it used to buy',
  'deal-on-basket': 'a special on the whole basket',
  'taken-over': 'a special that a list of the earlier system promised',
  'goes-with-list': 'goes with what is on the list',
  'for-everyone': 'for every household',
  'for-your-tier': 'for households of its value tier',
};

export const RELATION: Readonly<Record<Relation | 'any', string>> = {
  loyal: "loyal to the offer's brand",
  switcher: 'switches between brands',
  rival: 'keeps to other brands',
  lapsed: "used to buy the offer's brand",
  new: 'never bought anything of the kind',
  any: 'any household',
};

export const USAGE: Readonly<Record<Usage | 'any', string>> = {
  heavy: 'heavy use',
  medium: 'medium use',
  light: 'light use',
  any: 'any use',
};

/** Why a product is no line. `{by}` is what is on the list instead. */
const LEFT_OUT_DUE: Readonly<Record<LeftOutDueReason, string>> = {
  sensitive: 'sensitive: never named',
  'below-minimum': 'below the least probability',
  'same-need': '{by} is on the list for the same need',
  'on-special': 'special {by} asks for it',
  'no-room': 'likely enough, but likelier ones took all the lines',
  recalled: 'recalled',
  delisted: 'delisted by the products feed',
  gone: 'no longer sold',
  'not-goods': 'no merchandise (fuel, deposits, gift cards)',
  restricted: 'never on paper (tobacco, prescriptions, lottery)',
  'suppressed-category': 'its category is suppressed for this household',
  'muted-product': 'the household asked not to see it',
  'muted-category': 'the household asked not to see its category',
  'not-mine': 'the household said that it is not its own',
  diet: "the household's diet excludes it",
};

/**
 * Why a product is no line, in words.
 *
 * @param by What is on the list instead, by its name. @param lastSold Of what no store sells any more.
 */
export function sayLeftOut(reason: string, by: string | undefined, lastSold: Day | undefined): string {
  const told = say(LEFT_OUT_DUE, reason).replace('{by}', by ?? 'another product');
  return lastSold === undefined
    ? told
    : `${told}; no household has bought it in any store since ${formatDay(lastSold)}`;
}

/** Why an offer is no special of this list. */
export const LEFT_OUT_OFFER: Readonly<Record<LeftOutReason | NotLiveOffer['reason'], string>> = {
  'given-to-others': 'budget or limit: worth more to other households',
  'better-one-on': 'a better special is on for the same thing',
  'no-room': 'better specials took all the places',
  'discovery-full': 'the places for what the household never bought were taken',
  'enough-saved': 'its specials save what its tier is to save',
  'kept-as-planned': 'the list was rebuilt, and kept the specials that it was planned with',
  fatigue: 'let pass so often that it rests',
  store: "not in the household's store",
  audience: 'meant for other households',
  'not-due': 'what it is on is not due',
  'used-up': 'the household has had it as often as one household may',
  'tapered-out': 'it was won by it: there is nothing left of the value',
  'in-ad': 'it is in the ad while the list is good: everybody gets that price',
  'no-price': 'no shelf price is known for the whole validity',
  'no-saving': 'saves nothing at the shelf price',
  'above-price': 'takes off more than the shelf price',
  'suppressed-category': 'its category is suppressed for this household',
  'muted-product': 'the household asked not to see it',
  'muted-category': 'the household asked not to see its category',
  'not-mine': 'the household said that the product is not its own',
  diet: "the household's diet excludes it",
  held: 'held by marketing',
  withdrawn: 'withdrawn',
  'not-yet-issued': 'its time to be issued had not begun',
  'issue-over': 'its time to be issued was over',
  'redeem-window': 'not redeemable on every day of the list',
  'older-version': 'a newer version speaks for it',
  'budget-gone': 'its budget was used up',
  'limit-gone': 'its total limit was used up',
  restricted: 'the law where it holds allows no offers on such goods (restricted.csv)',
  'no-products': 'no product that may be promoted',
};

/** Why a household has no list at all. */
export const NO_LIST: Readonly<Record<string, string>> = {
  'unknown-household': 'no row of the households feed names it: it is a card without a master row',
  suppressed: 'it is suppressed',
  held: 'marketing holds it',
  merged: 'it is part of another household by now, which gets the list',
  'house-card': 'its card is used for whoever has none: its trips are no habits of a household',
  'no-trips': 'it had not bought anything before that day',
  'short-history': 'its first trip is too recent',
  'no-spend': 'no amounts are known of what it bought, or returns took all of them back',
  'below-threshold': 'it spends less a week than a list asks for',
  lapsed: 'it has stayed away for longer than `plan.lapsed_days`, and such households get no list',
  'not-due': 'its mailing falls on another day of the cycle',
  'nothing-to-say': 'nothing was due, and no special was for it',
};
