/** `npm run proof -- NAME [--seed N] [--count N] [--json]`: one file in proof/ is one proof; 0 it holds, 1 it does not. */
import { join } from 'node:path';
import { readArguments } from './lib/arguments.ts';
import { dispatch, say } from './lib/dispatch.ts';
import { loadNamed } from './lib/named-modules.ts';
import { type Proof, proofReport, proofText } from './lib/proof-report.ts';

await dispatch(async (argv) => {
  const { name = '', json, numbers, rest } = readArguments(argv, ['seed', 'count']);
  const usage = 'usage: npm run proof -- NAME [--seed N] [--count N] [--json]';
  const run = await loadNamed<Proof>(join(import.meta.dirname, 'proof'), name, usage);
  const { seed = 1, count } = numbers;
  const result = proofReport(name, seed, await run({ seed, count, args: rest, say }));
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : proofText(result));
  return result.passed ? 0 : 1;
});
