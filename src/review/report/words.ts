import type { NotPlanned } from '../../lists/eligibility.ts';
import type { ListKind } from '../../lists/list-kind.ts';

export const KIND_WORDS: Readonly<Record<ListKind, string>> = {
  regular: 'regular',
  new: 'new',
  declining: 'in decline (win-back)',
  lapsed: 'lapsed',
};

/** Why households got no list: what it says of them, and what would change it. */
export const NOT_PLANNED_WORDS: Readonly<Record<NotPlanned, readonly [why: string, what: string]>> = {
  'below-threshold': ['spend too little', 'below plan.spend_threshold a week over plan.spend_weeks'],
  'no-spend': [
    'no spend in the weeks that count',
    'no receipts, receipts without amounts, or as much returned',
  ],
  'no-trips': ['never bought anything with a card', ''],
  'short-history': ['known for too short a time', 'younger than plan.min_history_weeks'],
  'unknown-household': [
    'card without a name',
    'no row of the households feed names it; plan.unknown_households',
  ],
  suppressed: ['opted out or suppressed', 'suppressions feed: nothing is sent, whatever they buy'],
  'house-card': ['card of the house', 'used for whoever has none; overruled by duelist household flag'],
  held: ['held by marketing', 'duelist hold --household; --lift ends it'],
  lapsed: ['away for too long', 'plan.lapsed_lists = "none"'],
  'not-due': ['their turn is another day', 'another drop of the cycle, or a list that is still good'],
  'nothing-to-say': ['nothing is due', 'no line and no special was likely enough'],
};

export const WISH_WORDS: Readonly<Record<string, string>> = {
  mute_product: 'a product muted',
  mute_category: 'a category muted',
  not_mine: 'not my purchases',
  diet: 'a diet',
  language: 'a language',
  large_print: 'large print',
};
