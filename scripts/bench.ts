/** `npm run bench -- NAME [--rounds N] [--json]`: one file in bench/ is one bench, and exports `title` and `run`. */
import { join } from 'node:path';
import { readArguments } from './lib/arguments.ts';
import { type Bench, loadNow, report, reportText } from './lib/bench-report.ts';
import { dispatch, say } from './lib/dispatch.ts';
import { loadNamed } from './lib/named-modules.ts';

await dispatch(async (argv) => {
  const { name = '', json, numbers, rest } = readArguments(argv, ['rounds']);
  const usage = 'usage: npm run bench -- NAME [--rounds N] [--json]';
  const run = await loadNamed<Bench>(join(import.meta.dirname, 'bench'), name, usage);
  const load = loadNow();
  const result = report(name, await run({ rounds: numbers.rounds, args: rest, say }), load);
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : reportText(result));
  return 0;
});
