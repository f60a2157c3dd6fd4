import { closeSync, renameSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LEARNING_SWEEPS, learnChain } from '../../cadence/learn.ts';
import { modelOf } from '../../cadence/model.ts';
import { type HouseholdScores, householdScorer } from '../../cadence/score.ts';
import { WINDOW_DAYS_MAX } from '../../cadence/window.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { type Successors, standingFor } from '../../history/succession.ts';
import { type Day, day, formatDay } from '../../shared/day.ts';
import { countOption, dayOption, withContext } from '../context.ts';
import { csvCell } from '../files.ts';
import { carryReturns } from '../lane/carry-returns.ts';
import type { CommonOptions } from '../options.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';
import { describeFit } from '../plan/describe-fit.ts';
import { findHouseCards } from '../plan/house-cards.ts';
import { learnFromStore } from '../plan/population.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly asOf: string; readonly horizon: string; readonly out: string };

/**
 * `predict`: one row per household and product ever bought before the day, sorted by their ids. Where a product was replaced, the
 * one that stands for it has the probability of both, whether or not the household has bought it yet; the old one keeps its row,
 * with probability 0: nobody sells it any more.
 */
export async function run(world: World, options: Options): Promise<void> {
  const asOf = dayOption('--as-of', options.asOf);
  const horizonDays = countOption('--horizon', options.horizon, 1, WINDOW_DAYS_MAX);
  const target = resolve(world.cwd, options.out);
  await withContext(world, options, { command: 'predict', lock: true }, async (context) => {
    const started = world.now().getTime();
    carryReturns(context);
    const catalog = context.history.facts.catalog();
    const window = { asOf, leadDays: 0, horizonDays };
    const successors = context.history.successions.asOf(asOf);
    const readers = { asOf, leftOut: findHouseCards(context, asOf), successors };
    const learned = await learnFromStore(context, readers, learnChain(catalog, window), LEARNING_SWEEPS);
    const model = modelOf(learned);
    const scoresOf = householdScorer(model, window);
    makeDirectory(dirname(target));
    const file = openForWriting(`${target}.part`);
    writeSync(file, 'household_id,product_id,probability,expected_day,purchases,last_day\n');
    const progress = context.progress('scoring', context.history.households.count());
    let households = 0;
    let pairs = 0;
    for (const batch of context.history.households.batches(asOf, successors)) {
      let text = '';
      for (const { household, history, bought } of batch) {
        const rows = rowsOf(bought, scoresOf(history), successors);
        const idOf = ({ productNo }: Row) => catalog.products[productNo]?.productId ?? String(productNo);
        const name = csvCell(household.householdId);
        const named = rows.map((row) => ({ id: idOf(row), row })).sort((a, b) => (a.id < b.id ? -1 : 1));
        for (const { id, row } of named) {
          const [expected, last] = [formatDay(row.expectedDay), formatDay(row.lastDay)];
          text += `${name},${csvCell(id)},${toSixDecimals(row.probability)},${expected},${row.purchases},${last}\n`;
        }
        households += 1;
        pairs += rows.length;
      }
      writeSync(file, text);
      progress.advance(batch.length);
      await context.breathe();
    }
    progress.done();
    closeSync(file);
    renameSync(`${target}.part`, target);
    const seconds = (world.now().getTime() - started) / 1000;
    const fit = describeFit(learned.tested, model.fit !== undefined);
    context.log.info('predicted', { pairs, households, seconds, fit });
    context.answer(
      {
        schema: 'duelist.predict/1',
        as_of: formatDay(asOf),
        horizon_days: horizonDays,
        households,
        pairs,
        fit,
        out: target,
        seconds,
      },
      `predicted ${pairs.toLocaleString('en-US')} pairs of ${households.toLocaleString('en-US')} households: ${target}\n`,
    );
  });
}

type Row = {
  readonly productNo: number;
  readonly probability: number;
  readonly expectedDay: Day;
  readonly purchases: number;
  readonly lastDay: Day;
};

/**
 * A row for every number that the household bought, with its purchases; and for what stands for some of them and was not
 * bought yet, with theirs.
 *
 * @param bought By the numbers on the receipts. @param scores Of what stands for them.
 */
function rowsOf(
  { productNos, starts, days }: HouseholdHistory,
  scores: HouseholdScores,
  successors: Successors | undefined,
): Row[] {
  const rows = new Map<number, Row>();
  scores.productNos.forEach((productNo, place) => {
    rows.set(productNo, {
      productNo,
      probability: scores.probability[place] ?? 0,
      expectedDay: day(scores.expectedDay[place] ?? 0),
      purchases: scores.purchases[place] ?? 0,
      lastDay: day(scores.lastDay[place] ?? 0),
    });
  });
  if (successors === undefined) return [...rows.values()];
  const standing = [...productNos].map((productNo) => rows.get(standingFor(successors, productNo)));
  standing.forEach((row, place) => {
    const [productNo = 0, from = 0, until = 0] = [productNos[place], starts[place], starts[place + 1]];
    if (row === undefined) return;
    const own = { productNo, purchases: until - from, lastDay: day(days[until - 1] ?? 0) };
    rows.set(productNo, { ...row, ...own, probability: row.productNo === productNo ? row.probability : 0 });
  });
  return [...rows.values()];
}

/** A probability to six decimals, the form of the predictions file. */
function toSixDecimals(probability: number): string {
  const millionths = Math.round(probability * 1_000_000);
  return `${Math.trunc(millionths / 1_000_000)}.${String(millionths % 1_000_000).padStart(6, '0')}`;
}
