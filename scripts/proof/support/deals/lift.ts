import { succeedInside } from '../inside.ts';
import { byCycle } from './figures.ts';
import type { Lives } from './lives.ts';
import { DEAL_BY_ID } from './shopper.ts';
import { priceCents, productId } from './world.ts';

type Told = { readonly difference: number; readonly low: number; readonly high: number } | null;

/** What `report plan` says that a cycle's lists changed, and what they did. */
export type LiftOfCycle = {
  readonly cycle: number;
  readonly what: 'spend' | 'units';
  readonly truth: number;
  readonly told: { readonly difference: number; readonly low: number; readonly high: number };
  readonly covered: boolean;
};

/**
 * Of every cycle, the lift against the control group as the product tells it, and the true one: what the very households that
 * had lists did, less what the same ones did with the same dice and no paper.
 */
export async function liftsOf(lives: Lives): Promise<LiftOfCycle[]> {
  const { duelist, none, size } = lives;
  const { arm, cycleIds } = duelist;
  if (arm === undefined) throw new Error('duelist has a data directory');
  const lifts: LiftOfCycle[] = [];
  for (const [cycle, cycleId] of cycleIds.entries()) {
    const said = await succeedInside([
      'report',
      'plan',
      '--cycle',
      String(cycleId),
      '--data',
      arm.data,
      '--json',
    ]);
    const document: {
      after: { lift: { spend_cents: Told; units: Told } } | null;
      offers: { offer_id: string; lists: number }[];
    } = JSON.parse(said);
    const onOffer = new Set(
      document.offers.flatMap(({ offer_id: id, lists }) => {
        const deal = DEAL_BY_ID.get(id);
        return deal === undefined || lists === 0 ? [] : [productId(deal.need, deal.brand)];
      }),
    );
    const treated = [...(duelist.sheets[cycle]?.keys() ?? [])];
    const meanOf = (figure: (no: number) => number): number =>
      treated.reduce((sum, no) => sum + figure(no), 0) / treated.length;
    const truths = {
      spend: meanOf(
        (no) =>
          spendOf(byCycle(duelist, no, size.cycles)[cycle] ?? []) -
          spendOf(byCycle(none, no, size.cycles)[cycle] ?? []),
      ),
      units: meanOf(
        (no) =>
          unitsOf(byCycle(duelist, no, size.cycles)[cycle] ?? [], onOffer) -
          unitsOf(byCycle(none, no, size.cycles)[cycle] ?? [], onOffer),
      ),
    };
    const { spend_cents: spend, units } = document.after?.lift ?? { spend_cents: null, units: null };
    for (const [what, told] of [
      ['spend', spend],
      ['units', units],
    ] as const) {
      if (told === null) throw new Error(`the report on cycle ${cycleId} tells no lift of ${what}`);
      const truth = truths[what];
      lifts.push({ cycle, what, truth, told, covered: told.low <= truth && truth <= told.high });
    }
  }
  return lifts;
}

type Some = readonly {
  readonly need: number;
  readonly brand: 'A' | 'B' | 'S';
  readonly off?: number;
}[];

function spendOf(bought: Some): number {
  return bought.reduce((sum, { need, brand, off = 0 }) => sum + priceCents(need, brand) - off, 0);
}

function unitsOf(bought: Some, onOffer: ReadonlySet<string>): number {
  return bought.filter(({ need, brand }) => onOffer.has(productId(need, brand))).length;
}
