import { EXIT } from '../../shared/errors.ts';
import { examine } from '../care/doctor.ts';
import type { Check } from '../care/doctor-types.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly deep?: boolean };

const SHOWN = { ok: 'ok', warn: 'WARN', fail: 'FAIL' } as const;

/** `doctor`: is the data directory sound? Changes nothing, waits for nobody; exit 1 when one check fails. */
export async function run(world: World, options: Options): Promise<void> {
  const { ok, checks, ledger } = await examine(world, options, options.deep === true);
  const document = {
    schema: 'duelist.doctor/1',
    ok,
    checks: checks.map(({ name, state, detail, next }) => ({ name, state, detail, next: next ?? null })),
    ledger: ledger ?? null,
  };
  world.stdout(options.json === true ? `${JSON.stringify(document)}\n` : tableOf(checks));
  if (!ok) world.setExitCode(EXIT.answerIsNo);
}

/** One line a check, what and what next. */
function tableOf(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, detail, next }) => {
      const line = `${SHOWN[state].padEnd(4)}  ${name.padEnd(width)}  ${detail}`;
      return `${line}${next === undefined ? '' : ` -> ${next.replaceAll('\n', ' ')}`}\n`;
    })
    .join('');
}
