/**
 * Stores with lane agents and lines that are cut and mended by the dice, agents that are killed, replays and voids, the same
 * lists at several stores: nothing is lost, nothing is over its limit beyond the cap, every cent is accounted for.
 *
 *     npm run proof -- cutoff [--count REDEMPTIONS] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { makeCutoffChain } from './support/cutoff-chain.ts';
import { checkCutoff, waitingIn } from './support/cutoff-check.ts';
import { runStore, type World } from './support/cutoff-store.ts';
import { startListening } from './support/long-running.ts';
import { duelist } from './support/program.ts';

export const title =
  'stores that are cut off and come back: every redemption is billed once or reported, to the cent';

const REDEMPTIONS = 10_000;
const STORES = 10;
/** Of specials there are some more than are redeemed. */
const PER_LIST = 2;
const SETTLED_MS = 60_000;
const LOOK_MS = 200;

export const run: Proof = ({ seed, count = REDEMPTIONS, say }) => cutOff(count, STORES, seed, say);

/** The same with as many stores as one likes. */
export async function cutOff(
  count: number,
  stores: number,
  seed: number,
  say: (line: string) => void,
): Promise<Proven> {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-cutoff-'));
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const chain = await makeCutoffChain(scratch, stores, Math.ceil(count / PER_LIST));
    const office = await startListening(['serve', '--port', '0', '--data', chain.data]);
    closers.push(() => office.end('SIGKILL'));
    const tally = { redeemed: 0, offline: 0, rejected: 0, replays: 0, voids: 0, kills: 0, cuts: 0 };
    const officePort = Number(new URL(office.url).port);
    const world: World = { chain, officePort, scratch, tally, closers, failures: [], wanted: count, next: 0 };
    const telling = setInterval(() => say(`${tally.redeemed} redeemed, ${tally.offline} offline`), 5000);
    closers.push(() => clearInterval(telling));
    const runs = await Promise.all(
      chain.stores.map((_, place) => runStore(world, place, new Dice(seed).stream(1, place, stores))),
    );
    const failures = [...world.failures];
    const queues = runs.map(({ queue }) => queue);
    for (let waited = 0; queues.some((queue) => waitingIn(queue) > 0); waited += LOOK_MS) {
      if (waited > SETTLED_MS) {
        failures.push(`${queues.reduce((sum, queue) => sum + waitingIn(queue), 0)} steps were never settled`);
        break;
      }
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    for (const { agent } of runs) await agent().end('SIGTERM');
    await office.end('SIGTERM');
    const { failures: wrong, figures } = checkCutoff(
      chain,
      runs.flatMap(({ told }) => told),
    );
    failures.push(...wrong);
    const doctor = await duelist(['doctor', '--data', chain.data]);
    if (doctor.code !== 0) failures.push(`doctor: ${doctor.stdout}`);
    return { count: tally.redeemed, failures, figures: { stores, ...tally, ...figures } };
  } finally {
    for (const close of closers) await close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
