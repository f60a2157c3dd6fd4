import { fillOptions } from '../../../lists/allocation/from-candidates.ts';
import { chargeMilli, emptyOptions, type Prices } from '../../../lists/allocation/options.ts';
import { emptyNextLists, type NextLists } from '../../../lists/budget-share.ts';
import type { NotPlanned } from '../../../lists/eligibility.ts';
import type { SigningKey } from '../../../lists/list-code.ts';
import { addToCells, type SegmentCells } from '../../../offers/segment-cells.ts';
import { type ListRow, listRow } from '../../../store/ledger/list-writer.ts';
import type { Context } from '../../context.ts';
import { type ChainTables, chainFacts } from '../chain.ts';
import { type Eligible, judge, noteNextList } from '../eligible.ts';
import { buildList, type Chosen, matchOffers } from '../household.ts';
import type { PlanInputs } from '../inputs.ts';
import { type OptionBlock, OptionPacker } from '../option-spool.ts';

/** Whose lists a plan makes. */
export type Orders = {
  readonly which: 'due' | 'all';
  /** Draws the control group. */
  readonly controlKey: SigningKey;
};

/** What is to be done with the households of one batch; plain data. */
export type MatchJob = { readonly tag: 'match'; readonly after: string };
export type ListJob = {
  readonly tag: 'lists';
  readonly after: string;
  /** Offer numbers of each list, in the order of the batch's options. */
  readonly chosen: readonly (readonly number[])[];
  readonly prices: Prices;
};

/** What every household could have. */
export type Matches = { readonly tag: 'match'; readonly block: OptionBlock; readonly nextLists: NextLists };
/** Their lists, and whoever gets none by reason. */
export type Lists = {
  readonly tag: 'lists';
  readonly rows: readonly ListRow[];
  readonly notPlanned: Partial<Record<NotPlanned, number>>;
  readonly cells: SegmentCells;
};

/** A plan's work on single households: the same on every thread, and for every batch whoever did the ones before. */
export type Hands = {
  readonly match: (job: MatchJob) => Matches;
  readonly lists: (job: ListJob) => Lists;
};

export function planHands(
  context: Pick<Context, 'config' | 'history'>,
  inputs: PlanInputs,
  tables: ChainTables,
  { which, controlKey }: Orders,
): Hands {
  const { history, config } = context;
  const chain = chainFacts(config, inputs, tables);
  const packer = new OptionPacker();
  let options = emptyOptions(64);
  const batch = (after: string) => history.households.batch(after, inputs.asOf, inputs.successors);

  const pack = (entry: Eligible): void => {
    const { ordered, tierNo } = matchOffers(context, inputs, chain, entry);
    if (options.offerNo.length < ordered.length) options = emptyOptions(2 * ordered.length);
    fillOptions(options, ordered, inputs, entry.household.householdId, tierNo);
    packer.add(options);
  };

  return {
    match: ({ after }) => {
      const nextLists = emptyNextLists(config.plan.cycle_days);
      for (const entry of batch(after)) {
        const outcome = judge(context, inputs, which, entry);
        noteNextList(context, inputs, entry, outcome, nextLists);
        if (typeof outcome === 'object') pack(outcome);
      }
      return { tag: 'match', block: packer.take(), nextLists };
    },
    lists: ({ after, chosen, prices }) => {
      const notPlanned: Lists['notPlanned'] = {};
      const rows: ListRow[] = [];
      const cells: SegmentCells = new Map();
      const pass = (reason: NotPlanned): void => {
        notPlanned[reason] = (notPlanned[reason] ?? 0) + 1;
      };
      let place = 0;
      for (const entry of batch(after)) {
        const outcome = judge(context, inputs, which, entry);
        if (typeof outcome === 'string') {
          pass(outcome);
          continue;
        }
        const matched = matchOffers(context, inputs, chain, outcome);
        const byOffer = new Map(matched.ordered.map((one) => [one.offer.offerNo, one]));
        const specials: Chosen = {
          // A lane may have used one up since: that is on no list then.
          specials: (chosen[place++] ?? []).flatMap((offerNo) => byOffer.get(offerNo) ?? []),
          chargeMilli: (candidate) => chargeMilli(prices, candidate),
        };
        const list = buildList(context, inputs, outcome, matched, specials, controlKey);
        if (list === undefined) pass('nothing-to-say');
        else {
          addToCells(cells, matched.found.segments());
          rows.push(listRow(list));
        }
      }
      if (place !== chosen.length) throw new Error(`${place} households where ${chosen.length} were matched`);
      return { tag: 'lists', rows, notPlanned, cells };
    },
  };
}
