import { closeSync, renameSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LEARNING_SWEEPS, learnChain } from '../../cadence/learn.ts';
import { modelOf } from '../../cadence/model.ts';
import { householdScorer } from '../../cadence/score.ts';
import { WINDOW_DAYS_MAX } from '../../cadence/window.ts';
import { formatDay } from '../../shared/day.ts';
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

/** `predict`: one row per household and product ever bought before the day, sorted by their ids. */
export async function run(world: World, options: Options): Promise<void> {
  const asOf = dayOption('--as-of', options.asOf);
  const horizonDays = countOption('--horizon', options.horizon, 1, WINDOW_DAYS_MAX);
  const target = resolve(world.cwd, options.out);
  await withContext(world, options, { command: 'predict', lock: true }, async (context) => {
    const started = world.now().getTime();
    carryReturns(context);
    const catalog = context.history.facts.catalog();
    const window = { asOf, leadDays: 0, horizonDays };
    const readers = { asOf, leftOut: findHouseCards(context, asOf) };
    const learned = await learnFromStore(context, readers, learnChain(catalog, window), LEARNING_SWEEPS);
    const model = modelOf(learned);
    const scoresOf = householdScorer(model, window);
    makeDirectory(dirname(target));
    const file = openForWriting(`${target}.part`);
    writeSync(file, 'household_id,product_id,probability,expected_day,purchases,last_day\n');
    const progress = context.progress('scoring', context.history.households.count());
    let households = 0;
    let pairs = 0;
    for (const batch of context.history.households.batches(asOf)) {
      let text = '';
      for (const { household, history } of batch) {
        const scores = scoresOf(history);
        const rows: { id: string; place: number }[] = [];
        history.productNos.forEach((productNo, place) => {
          rows.push({ id: catalog.products[productNo]?.productId ?? String(productNo), place });
        });
        rows.sort((a, b) => (a.id < b.id ? -1 : 1));
        const name = csvCell(household.householdId);
        for (const { id, place } of rows) {
          const probability = toSixDecimals(scores.probability[place] ?? 0);
          const expected = formatDay((scores.expectedDay[place] ?? asOf) as typeof asOf);
          const last = formatDay((scores.lastDay[place] ?? 0) as typeof asOf);
          text += `${name},${csvCell(id)},${probability},${expected},${scores.purchases[place]},${last}\n`;
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

/** A probability to six decimals, the form of the predictions file. */
function toSixDecimals(probability: number): string {
  const millionths = Math.round(probability * 1_000_000);
  return `${Math.trunc(millionths / 1_000_000)}.${String(millionths % 1_000_000).padStart(6, '0')}`;
}
