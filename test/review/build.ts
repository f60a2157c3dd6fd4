import type { PlannedLine, SpecialFacts } from '../../src/lists/planned-list.ts';
import type { OfferAccount } from '../../src/review/funding.ts';
import type { Packet } from '../../src/review/packet.ts';
import type { ReviewList } from '../../src/review/review-list.ts';
import { type Before, type ListRow, type SurveyFrame, surveyor } from '../../src/review/survey.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { terms } from '../offers/build.ts';

const BARE: PlannedLine = {
  section: 'due',
  productId: undefined,
  need: undefined,
  description: 'soup',
  reason: 'bought-before',
  probability: undefined,
  expectedDay: undefined,
  regularPriceCents: undefined,
  offerId: undefined,
  offerVersion: undefined,
  offerValueCents: undefined,
  termsValueCents: undefined,
  priceWithOfferCents: undefined,
  facts: {},
};

export function due(productId: string, over: Partial<PlannedLine> = {}): PlannedLine {
  const regularPriceCents = cents(299);
  return {
    ...BARE,
    productId: productId as ProductId,
    description: productId,
    probability: 0.5,
    regularPriceCents,
    ...over,
  };
}

type SpecialSketch = Partial<PlannedLine> & {
  readonly relation?: SpecialFacts['relation'];
  readonly usage?: SpecialFacts['usage'];
};

/** A dollar off a thing for ten, half likely, for a loyal buyer of heavy use unless told otherwise. */
export function special(offerId: string, valueCents = 100, sketch: SpecialSketch = {}): PlannedLine {
  const { relation = 'loyal', usage = 'heavy', ...over } = sketch;
  const offer = {
    kind: 'cents_off',
    unitsNeeded: 1,
    saveCents: cents(valueCents),
    beforeCents: cents(1000),
    afterCents: cents(1000 - Math.min(valueCents, 1000)),
    headline: undefined,
    legalText: undefined,
    funderId: 'F1',
    relation,
    usage,
  } as unknown as SpecialFacts;
  return {
    ...due(`good of ${offerId}`),
    section: 'special',
    reason: 'deal-on-usual',
    offerId,
    offerVersion: 1,
    offerValueCents: cents(valueCents),
    termsValueCents: cents(valueCents),
    facts: { offer },
    ...over,
  };
}

export function recipe(title: string): PlannedLine {
  const facts = { extra: { kind: 'recipe', body: undefined, needs: ['soup'] } } as const;
  return { ...BARE, section: 'extra', reason: 'goes-with-list', description: title, facts };
}

type ListSketch = Partial<Omit<ReviewList, 'addressee'>> & {
  readonly addressee?: Partial<ReviewList['addressee']>;
};

/** List 7 is of household H7. */
export function list(listId: number, lines: readonly PlannedLine[], over: ListSketch = {}): ReviewList {
  const { addressee, ...rest } = over;
  return {
    listId,
    householdId: `H${listId}`,
    arm: 'treatment',
    homeStoreId: 'S1',
    mail: true,
    weeklySpendCents: 5000,
    tier: undefined,
    held: undefined,
    addressee: {
      name: `Name ${listId}`,
      addressLines: ['1 Elm St'],
      language: 'en',
      largePrint: false,
      ...addressee,
    },
    lines,
    ...rest,
  };
}

const FRAME: SurveyFrame = {
  seed: 1,
  timesOf: () => 1,
  newOffers: new Set(),
  holds: new Map(),
  printFaults: new Map(),
  minLines: { normal: 0, large: 0 },
};

/** A survey of some lists, by what each household had before. */
export function survey(
  lists: readonly ReviewList[],
  over: Partial<SurveyFrame> = {},
  before: Readonly<Record<string, Before>> = {},
) {
  const look = surveyor({ ...FRAME, ...over });
  const rows: ListRow[] = lists.map((one) => look.look(one, before[one.householdId]));
  return { rows, survey: look.result() };
}

export function account(over: Partial<OfferTerms>, sums: Partial<OfferAccount> = {}): OfferAccount {
  return { terms: terms(over), drawnCents: 0, openCents: 0, drawnHereCents: 0, ...sums };
}

/** A packet about a draft of three days, with nothing in it but what is given. */
export function packet(over: Partial<Packet> = {}): Packet {
  return {
    frame: { chainName: 'Test Market', cycleName: 'Cycle 2' },
    cycle: {
      cycleId: 2,
      asOf: day(20_758),
      validFrom: day(20_762),
      validUntil: day(20_775),
      state: 'draft',
      seal: undefined,
      approvedBy: undefined,
    },
    seed: 1,
    survey: survey([]).survey,
    offers: [],
    funders: [],
    liability: undefined,
    causes: [],
    newOffers: new Set(),
    holds: [],
    blockers: [],
    segmentCells: {},
    freshness: { lastDay: day(20_757), old: false, late: [], halfRead: [], storeNames: new Map() },
    lastScore: undefined,
    sheetFaults: [],
    standing: undefined,
    printed: true,
    dataOption: '',
    ...over,
  };
}
