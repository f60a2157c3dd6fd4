import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatDay } from '../../../src/shared/day.ts';
import type { Claim } from '../../lib/bench-report.ts';
import { AS_OF, configOf, planChain } from './plan-chain.ts';
import { type Use, useOf } from './process-use.ts';

const LAUNCHER = fileURLToPath(new URL('../../../src/duelist.js', import.meta.url));
const SEED = 1;
const THREADS = [1, 2];

/** What `duelist print` as a whole takes for the lists of a made-up chain, from its start to its end, by number of threads. */
export async function printedChain(
  scratch: string,
  households: number,
  say: (line: string) => void,
): Promise<readonly Claim[]> {
  const data = join(scratch, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'duelist.toml'), configOf(AS_OF));
  const files = planChain(join(scratch, 'feeds'), households, SEED);
  for (const [feed, path] of files.masters) await duelist('ingest', feed, path, '--data', data);
  await duelist('ingest', 'scans', files.scans, '--data', data);
  await duelist('plan', '--as-of', formatDay(AS_OF), '--households', 'all', '--data', data);
  const claims: Claim[] = [];
  for (const threads of THREADS) {
    const out = join(scratch, `print-${threads}`);
    const set = ['--set', `print.threads=${threads}`];
    const use = await duelist('print', '--cycle', '1', '--out', out, '--data', data, ...set);
    const lists = readFileSync(join(out, 'manifest.csv'), 'utf8').trimEnd().split('\n').length - 1;
    rmSync(out, { recursive: true });
    const what = `duelist print, ${lists} lists, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
    say(`${what}: ${use.wallS.toFixed(1)} s, ${use.cpuS.toFixed(1)} s of CPU, ${Math.round(use.peakMb)} MB`);
    claims.push(
      { what, value: use.wallS, unit: 's' },
      { what: `${what}, CPU`, value: use.cpuS, unit: 's' },
      { what: `${what}, CPU a list`, value: (use.cpuS / lists) * 1000, unit: 'ms' },
      { what: `${what}, memory`, value: use.peakMb, unit: 'MB' },
    );
  }
  rmSync(data, { recursive: true });
  return claims;
}

function duelist(...args: string[]): Promise<Use> {
  return useOf(process.execPath, [LAUNCHER, ...args]);
}
