/**
 * Lanes in their own processes at a checkout endpoint that is killed again and again, and lanes beside it on the ledger itself whose
 * clocks jump: redemptions in one step and two, repetitions, voids, returns. Nothing is paid twice, nothing told is lost.
 *
 *     npm run proof -- storm [--count ATTEMPTS] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { laneChain } from '../bench/support/lane-chain.ts';
import type { Proof, ProofOptions, Proven } from '../lib/proof-report.ts';
import { judgeStorm, stormLanes } from './support/storm.ts';

export const title =
  'lanes at an endpoint that is killed again and again, and beside it: nothing is paid twice, nothing told is lost';

const ATTEMPTS = 100_000;
const LISTS = 2000;
const LANES = 8;
const KILL_EVERY_MS = 4000;

export const run: Proof = (options) => storm(LANES, options);

/** The same with fewer lanes, for a share of it. */
export async function storm(lanes: number, { seed, count = ATTEMPTS, say }: ProofOptions): Promise<Proven> {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-storm-'));
  try {
    const data = join(scratch, 'data');
    // So many attempts on a list that most find it used, and all find others at it.
    const lists = Math.max(10, Math.ceil((count * LISTS) / ATTEMPTS));
    await laneChain(data, lists);
    say(`${lists} lists are out`);
    const orders = { data, lists, lanes, attempts: count, seed, killEveryMs: KILL_EVERY_MS };
    const { told, kills } = await stormLanes(orders);
    const ended = (ending: string): number => told.filter((one) => one.ending === ending).length;
    return {
      count,
      failures: await judgeStorm(data, told),
      figures: {
        lanes,
        lists,
        kills,
        taken: told.length,
        committed: ended('committed'),
        voided: ended('voided'),
        lapsed: ended('lapsed'),
        returns: told.reduce((sum, { returned }) => sum + returned, 0),
      },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
