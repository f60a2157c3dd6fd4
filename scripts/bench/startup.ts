import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { alternate } from '../lib/alternate.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench } from '../lib/bench-report.ts';

export const title = 'how soon `duelist --help` is there, against a Node that does nothing';

const ROUNDS = 21;
const LAUNCHER = join(import.meta.dirname, '../../src/duelist.js');

/** Wall time of whole processes, from spawn to exit, output included. */
export const run: Bench = async ({ rounds = ROUNDS, args, say }) => {
  if (args.length > 0) throw new UsageError(`bench startup does not know ${args.join(' ')}`);
  // The first run compiles and fills the cache; every later one is what users see.
  const firstMs = timeProcess([LAUNCHER, '--help']);
  say(`first run, which fills the compile cache: ${Math.round(firstMs)} ms`);
  const samples = await alternate(
    {
      ours: () => timeProcess([LAUNCHER, '--help']),
      peer: () => timeProcess(['-e', '']),
    },
    rounds,
  );
  return {
    contestants: [
      { name: 'duelist --help', ours: true, unit: 'ms', samples: samples.ours },
      { name: 'node -e ""', ours: false, unit: 'ms', samples: samples.peer },
    ],
    input: { rounds },
    versions: {},
    notes: ['Both run under the same Node; the compile cache is warm, as it is from the second run on.'],
  };
};

function timeProcess(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const elapsedMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return elapsedMs;
}
