import type { PlanReport } from '../../lists/plan-report.ts';
import { causesOf } from '../../review/causes.ts';
import { addGone } from '../../review/changes.ts';
import { funderMoney, offerMoney } from '../../review/funding.ts';
import type { HoldEntry, LastScore, Packet } from '../../review/packet.ts';
import type { Survey } from '../../review/survey.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { HoldFacts } from '../../store/ledger/review-facts.ts';
import type { Context } from '../context.ts';
import { judgedCycles } from '../score/judge.ts';
import { freshnessOn, offerAccounts, offerNames, releaseBlockers } from './facts.ts';
import { dataOption, frameOf, type ReviewOptions } from './frame.ts';
import type { Sheets } from './sheets.ts';

type Parts = {
  readonly survey: Survey;
  readonly newOffers: ReadonlySet<string>;
  readonly sheets: Sheets;
  readonly options: ReviewOptions;
};

/** Everything that the pages say beside the single lists. */
export function makePacket(
  context: Context,
  cycle: Cycle,
  { survey, newOffers, sheets, options }: Parts,
): Packet {
  const { ledger } = context;
  const { changes, cycleBefore } = survey;
  if (cycleBefore !== undefined) addGone(changes, ledger.review.notAgain(cycleBefore, cycle));
  const offers = offerMoney(survey.tally, offerAccounts(context, cycle));
  const isOut = cycle.state !== 'draft' && cycle.state !== 'approved';
  return {
    frame: frameOf(context, cycle),
    cycle,
    seed: options.seed,
    survey,
    offers,
    funders: funderMoney(offers.filter(({ lists }) => lists > 0)),
    liability: ledger.plans.report<PlanReport>(cycle.cycleId),
    causes: causesOf(changes, offerNames(context, cycle)),
    newOffers,
    holds: holdEntries(context, cycle, survey),
    blockers: releaseBlockers(context, cycle),
    freshness: freshnessOn(context, cycle.asOf),
    lastScore: lastScoreBefore(context, cycle),
    segmentCells: ledger.review.segmentCells(cycle.cycleId),
    sheetFaults: sheets.faults(),
    standing: isOut ? ledger.issuer.standing(cycle.cycleId) : undefined,
    printed: options.printDir !== undefined,
    dataOption: dataOption(context),
  };
}

/** Of the newest cycle before this one that has a score. */
function lastScoreBefore(context: Context, { asOf, cycleId }: Cycle): LastScore | undefined {
  const last = judgedCycles(context).findLast(
    ({ cycle }) => cycle.cycleId !== cycleId && cycle.validUntil < asOf,
  );
  if (last === undefined) return undefined;
  const { cycle, score, band, warnings } = last;
  const { lists, dueLines, bought, naiveBought, missingDays } = score;
  return {
    cycleId: cycle.cycleId,
    asOf: cycle.asOf,
    validFrom: cycle.validFrom,
    validUntil: cycle.validUntil,
    ...{ lists, dueLines, bought, naiveBought, missingDays },
    expected: score.expectedMillionths / 1_000_000,
    usual: band,
    faults: warnings.map(({ text }) => text),
  };
}

/** Holds on lists of the cycle, and offers that are held: on how many of its lists they still stand. */
function holdEntries(context: Context, cycle: Cycle, survey: Survey): HoldEntry[] {
  const { review } = context.ledger;
  const ofLists = review.holdsOf(cycle.cycleId);
  const ofOffers = [...review.heldOffers().values()].filter(({ holdId }) => !ofLists.has(holdId));
  const entries = new Map<string, HoldEntry>();
  const add = ({ kind, offerId, by, reason }: HoldFacts, lists: number): void => {
    const key = JSON.stringify([kind, offerId, by, reason]);
    const before = entries.get(key) ?? { kind, offerId, by, reason, holds: 0, lists: 0 };
    entries.set(key, { ...before, holds: before.holds + 1, lists: before.lists + lists });
  };
  for (const hold of ofLists.values()) add(hold, survey.holdCounts.get(hold.holdId) ?? 0);
  for (const hold of ofOffers) add(hold, listsWith(survey, hold.offerId));
  return [...entries.values()];
}

function listsWith({ tally }: Survey, offerId: string | undefined): number {
  return [...tally.offers.values()]
    .filter((reach) => reach.offerId === offerId)
    .reduce((sum, { lists }) => sum + lists, 0);
}
