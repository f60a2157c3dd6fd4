import { type Day, formatDay } from '../../../shared/day.ts';
import type { CardFacts } from '../../../store/history/card-facts.ts';
import { FORMER } from '../../../store/history/card-owners.ts';
import type { Household } from '../../../store/history/households.ts';
import type { HouseholdEvent } from '../../../store/ledger/household-event-rows.ts';
import type { Context } from '../../context.ts';
import {
  activityOf,
  type CardActivity,
  type Flagged,
  findFlagged,
  isHouseCard,
} from '../../plan/house-cards.ts';
import { requireHousehold } from '../identify.ts';
import { activityDocument, activityText, afterNewest, asOfText } from './activity.ts';
import { eventDocument, eventText } from './document.ts';
import { type HomeStore, homeStoreDocument, homeStoreLines, homeStoreOf } from './home-store.ts';
import { type HouseholdOptions, needed } from './options.ts';

/** What `household show` tells. */
type Shown = {
  readonly household: Household;
  readonly rootId: string;
  readonly kin: readonly string[];
  readonly cards: readonly CardFacts[];
  readonly events: readonly HouseholdEvent[];
  readonly asOf: Day | undefined;
  readonly home: HomeStore;
  readonly activity: readonly CardActivity[];
  readonly flagged: Flagged | undefined;
};

/** `household show`: what names a household at a lane and since when, and what people said of it. A look at a person: audited. */
export function sayHousehold(context: Context, options: HouseholdOptions): void {
  const by = context.actor(options.by);
  const household = requireHousehold(context, needed('show', '--household', options.household));
  const { householdId } = household;
  context.audit(by, 'show', `household ${householdId}`);
  const { households } = context.ledger;
  const rootId = households.rootOf(householdId);
  const asOf = afterNewest(context);
  const shown: Shown = {
    asOf,
    home: homeStoreOf(context, household, asOf),
    activity: asOf === undefined ? [] : activityOf(context, household.householdNo, asOf),
    flagged: asOf === undefined ? undefined : findFlagged(context, asOf).get(householdId),
    household,
    rootId,
    kin: [...households.members()].flatMap(([id, root]) =>
      root === rootId && id !== householdId ? [id] : [],
    ),
    cards: context.history.cards.ofHousehold(household.householdNo),
    events: households.about(householdId),
  };
  context.answer(documentOf(shown), textOf(shown));
}

function documentOf({ household, rootId, kin, cards, events, asOf, home, activity, flagged }: Shown) {
  const { householdId, known, mailConsent } = household;
  return {
    schema: 'duelist.household-show/1',
    household_id: householdId,
    known,
    part_of: rootId === householdId ? null : rootId,
    one_with: kin,
    mail_consent: mailConsent,
    email_consent: household.emailConsent ?? null,
    home_store: homeStoreDocument(home),
    cards: cards.map((card) => ({
      card_id: card.cardId,
      kind: card.kind,
      household_id: card.ownHouseholdId,
      came: cameBy(card, householdId),
      file: card.claims[0]?.file ?? null,
      receipts: card.receipts,
      first_day: dayText(card.firstDay),
      last_day: dayText(card.lastDay),
      claims: card.claims.map(({ householdId: of, file, ended }) => ({
        household_id: of,
        file: file ?? null,
        ended,
      })),
    })),
    as_of: asOfText(asOf),
    activity: activity.map(activityDocument),
    house_card: isHouseCard(flagged),
    events: events.map(eventDocument),
  };
}

/** How a card came to a household. */
function cameBy(
  card: CardFacts,
  householdId: string,
): 'households-feed' | 'scan' | 'list' | 'merge' | 'reissue' {
  if (card.ownHouseholdId !== householdId) return 'merge';
  if (card.kind === 'list') return 'list';
  if (card.cardId.startsWith(FORMER)) return 'reissue';
  return card.claims.some((claim) => claim.householdId === householdId) ? 'households-feed' : 'scan';
}

function textOf({ household, rootId, kin, cards, events, home, activity, flagged }: Shown): string {
  const { householdId, known, mailConsent } = household;
  const lines = [
    `household ${householdId}${known ? '' : ', which no households row names'}`,
    ...(rootId === householdId ? [] : [`  part of ${rootId}: its cards and purchases count there`]),
    ...(kin.length === 0 ? [] : [`  one with ${kin.join(', ')}`]),
    `  mail: ${mailConsent ? 'yes' : 'no'}`,
    `  e-mail: ${emailText(household)}`,
    ...homeStoreLines(home).map((line) => `  ${line}`),
    ...cards.map((card) => `  ${cardText(card, householdId)}`),
    ...(isHouseCard(flagged) ? ['  house card: it gets no lists'] : []),
    ...activity.map((card) => `  ${activityText(card)}`),
    ...events.map((event) => `  ${eventText(event)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function emailText({ email, emailConsent }: Household): string {
  if (email === undefined) return 'no address';
  if (emailConsent === undefined) return 'nothing said';
  return emailConsent ? 'yes' : 'no';
}

const CAME = {
  'households-feed': 'named by the households feed',
  scan: 'seen at a register',
  list: 'a list scanned without a card',
  merge: 'came with a merge',
  reissue: 'as it was before it was re-issued',
} as const;

function cardText(card: CardFacts, householdId: string): string {
  const { cardId, kind, receipts, firstDay, lastDay, claims, ownHouseholdId } = card;
  const file = claims[0]?.file;
  const how = CAME[cameBy(card, householdId)];
  const of = ownHouseholdId === householdId ? '' : ` from ${ownHouseholdId}`;
  const days = firstDay === undefined ? '' : `, ${dayText(firstDay)} to ${dayText(lastDay)}`;
  return `${kind} ${cardId}: ${how}${of}${file === undefined ? '' : ` (${file})`}; ${receipts} receipts${days}`;
}

function dayText(day: CardFacts['firstDay']): string | null {
  return day === undefined ? null : formatDay(day);
}
