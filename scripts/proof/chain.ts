/**
 * A chain whose households' answer to deals is known (`support/deals`), over twelve cycles: ingest, plan, approve, release,
 * lanes, receipts, all by the product's own commands and stages. Against it a mass mailing and a list of what was bought most, to
 * the same households, under the same budgets, by the same lanes, with the same dice. And against all of them no paper at all,
 * which is how the truth is known.
 *
 *     npm run proof -- chain [--count HOUSEHOLDS] [--seed N] [CYCLES]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../lib/arguments.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { budgetsKept } from './support/deals/budgets.ts';
import { type Checked, check, figuresOf } from './support/deals/criteria.ts';
import { liftsOf } from './support/deals/lift.ts';
import { liveAll } from './support/deals/lives.ts';

export const title =
  'twelve cycles of households whose answer to deals is known, against mass mailing and most-bought lists';

const HOUSEHOLDS = 600;
const CYCLES = 12;

export const run: Proof = async ({ seed, count = HOUSEHOLDS, args, say }) => {
  const cycles = args[0] === undefined ? CYCLES : Number(args[0]);
  if (!Number.isSafeInteger(cycles) || cycles < 1) throw new UsageError(`${args[0]}: not a number of cycles`);
  const { checked, figures } = await liveAndCheck({ seed, households: count, cycles }, say);
  return provenOf(checked, figures);
};

export async function liveAndCheck(
  size: { readonly seed: number; readonly households: number; readonly cycles: number },
  say: (line: string) => void,
): Promise<{ readonly checked: readonly Checked[]; readonly figures: Record<string, string> }> {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-deals-'));
  try {
    const lives = await liveAll(size, scratch, say);
    say('report plan of every cycle');
    const lifts = await liftsOf(lives);
    return { checked: check(lives, lifts, budgetsKept(lives)), figures: figuresOf(lives, lifts) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function provenOf(checked: readonly Checked[], figures: Record<string, string>): Proven {
  return {
    count: checked.length,
    failures: checked
      .filter(({ met }) => !met)
      .map(({ what, why, seen }) => `not met: ${what} (${why}): ${seen}`),
    figures: {
      ...figures,
      ...Object.fromEntries(
        checked.map(({ what, met, seen }) => [what, `${met ? 'met' : 'NOT MET'}: ${seen}`]),
      ),
    },
  };
}
