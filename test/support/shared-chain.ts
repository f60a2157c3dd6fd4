import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { copyData, ingestChain, PLAN_DAY, planCycle } from '../../scripts/proof/support/chain.ts';
import { succeedInTurn } from '../../scripts/proof/support/program.ts';
import { parseDay } from '../../src/shared/day.ts';

/** Names the folder that the test files of one run share; workers inherit it. */
const SHARED = 'VITEST_SHARED_CHAINS';

/** Before and after a whole run of the tests. */
export function setup(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-shared-'));
  process.env[SHARED] = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}

/**
 * A data directory with all feeds of the made-up chain, and its scans before a day: taken in by the real commands once in
 * a run, and copied for whoever asks.
 */
export async function takenIn(dataDir: string, untilDay = PLAN_DAY): Promise<string> {
  const shared = join(process.env[SHARED] ?? '', `until-${untilDay}`);
  if (!existsSync(shared)) {
    const mine = `${shared}.${process.pid}`;
    await succeedInTurn(ingestChain(mine, untilDay));
    // `9999` is after all of them, and no day to plan on.
    if (parseDay(untilDay) !== undefined) await fitOnce(mine, untilDay);
    // Whoever was faster has made the same.
    if (existsSync(shared)) rmSync(mine, { recursive: true });
    else renameSync(mine, shared);
  }
  return copyData(shared, dataDir);
}

/** What the first plan of every copy would fit anew, a second each: the fit of its day is put into force beforehand. */
async function fitOnce(dataDir: string, asOf: string): Promise<void> {
  const planned = `${dataDir}.planned`;
  copyData(dataDir, planned);
  await planCycle(planned, asOf);
  const ledger = new Database(join(dataDir, 'ledger.db'));
  ledger.prepare('ATTACH ? AS planned').run(join(planned, 'ledger.db'));
  ledger.exec('INSERT INTO fit SELECT * FROM planned.fit');
  ledger.close();
  rmSync(planned, { recursive: true });
}
