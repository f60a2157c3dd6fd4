import { emptyNextLists } from '../../lists/budget-share.ts';
import type { NotPlanned } from '../../lists/eligibility.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import { addCells, cellsByNeed, type SegmentCells } from '../../offers/segment-cells.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { ListRow } from '../../store/ledger/list-writer.ts';
import type { OfferWithProducts } from '../../store/ledger/terms.ts';
import type { Context } from '../context.ts';
import { codesOf } from '../cycle/code-shape.ts';
import { sha256 } from '../files.ts';
import { readChain } from './chain.ts';
import { callCrew } from './crew/crew.ts';
import type { ListJob, MatchJob } from './crew/hands.ts';
import type { PlanFacts } from './facts.ts';
import type { PlanInputs } from './inputs.ts';
import { type HandedSpecials, SpecialsOfPlan } from './specials.ts';

/** Counts for the report: why households got no list. */
export type PlanCounts = { readonly notPlanned: Partial<Record<NotPlanned, number>> };

/** One plan over all households in batches; nothing here holds them all. To be closed, whatever happens. */
export function planner(
  context: Context,
  facts: PlanFacts,
  inputs: PlanInputs,
  which: 'due' | 'all',
  keys: readonly SigningKey[],
) {
  const { history, config } = context;
  const counts: { notPlanned: Partial<Record<NotPlanned, number>> } = { notPlanned: {} };
  // The oldest key draws the control group, so that a new one for the codes reshuffles nobody.
  const controlKey = keys.at(-1);
  if (controlKey === undefined) throw new Error('a plan needs a signing key');

  const starts = history.households.batchStarts();
  const cells: SegmentCells = new Map();
  const specials = new SpecialsOfPlan(context, inputs);
  // Threads find their feet while the chain is read.
  const crew = callCrew(context, inputs, facts, { which, controlKey });

  /** First round: what every household could have, and so what each gets. */
  const handOut = async (): Promise<HandedSpecials> => {
    crew.begin(await readChain(context, inputs));
    const nextLists = emptyNextLists(config.plan.cycle_days);
    const progress = context.progress('matching offers', starts.length);
    const jobs = starts.map((after): MatchJob => ({ tag: 'match', after }));
    for await (const done of crew.run(jobs)) {
      if (done.tag !== 'match') continue;
      specials.add(done.block);
      for (const [days, households] of done.nextLists.entries())
        nextLists[days] = (nextLists[days] ?? 0) + households;
      progress.advance(1);
      await context.breathe();
    }
    progress.done();
    return specials.handOut(nextLists);
  };

  /** Second round: the lists, a batch at a time, in order of household ids. */
  const lists = async function* ({ chosenIn, prices }: HandedSpecials): AsyncGenerator<readonly ListRow[]> {
    const jobs = function* (): Generator<ListJob> {
      for (const [batchNo, after] of starts.entries())
        yield { tag: 'lists', after, chosen: chosenIn(batchNo), prices };
    };
    const progress = context.progress('planning lists', starts.length);
    for await (const done of crew.run(jobs())) {
      if (done.tag !== 'lists') continue;
      for (const [reason, households] of Object.entries(done.notPlanned) as [NotPlanned, number][])
        counts.notPlanned[reason] = (counts.notPlanned[reason] ?? 0) + households;
      addCells(cells, done.cells);
      yield done.rows;
      progress.advance(1);
      await context.breathe();
    }
    progress.done();
  };

  return {
    handOut,
    lists,
    counts: (): PlanCounts => counts,
    segmentCells: () => cellsByNeed(cells, inputs.index.needs),
    /** Offers that no list of this plan can carry, by reason: `D1001 v2`. */
    offersOut: (): Record<string, string[]> => {
      const out: Record<string, string[]> = {};
      for (const { offerId, version, reason } of inputs.standings.notLive) {
        out[reason] = [...(out[reason] ?? []), `${offerId} v${version}`];
      }
      return out;
    },
    codeOf: codesOf(context, keys, inputs.validUntil),
    offers: () => offersOf(inputs),
    close: async (): Promise<void> => {
      specials.close();
      await crew.stop();
    },
  };
}

/** The live offers with their products, as the ledger keeps them. */
export function offersOf(inputs: PlanInputs): OfferWithProducts[] {
  return inputs.standings.live.map(({ terms, products }) => ({
    terms,
    sha256: hashOfTerms(terms),
    productIds: idsOf(inputs, products.productNos),
    outsideBasketIds: idsOf(inputs, products.outsideBasketNos),
  }));
}

export function hashOfTerms(terms: OfferTerms): string {
  return sha256(JSON.stringify(terms));
}

function idsOf(inputs: PlanInputs, productNos: Int32Array): string[] {
  return [...productNos]
    .map((productNo) => inputs.index.catalog.products[productNo]?.productId)
    .filter((id) => id !== undefined)
    .sort();
}
