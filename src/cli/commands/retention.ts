import { formatDay } from '../../shared/day.ts';
import { mb, type Retained, retainLines } from '../care/retention.ts';
import { dayOption, withContext } from '../context.ts';
import { todayIn } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly dryRun?: boolean; readonly asOf?: string };

/** `retention`: drop lines older than the configured age; keep the statistics, give the space back. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'retention', lock: true }, async (context) => {
    const asOf =
      options.asOf === undefined
        ? todayIn(context.config.chain.timezone, world.now())
        : dayOption('--as-of', options.asOf);
    const retained = await retainLines(context, asOf, options.dryRun === true);
    const { status, before, receipts, lines, bytesBefore, bytesAfter, gaveBack } = retained;
    context.answer(
      {
        schema: 'duelist.retention/1',
        status,
        lines_months: context.config.retention.lines_months ?? null,
        before: before === undefined ? null : formatDay(before),
        receipts,
        lines,
        bytes_before: bytesBefore,
        bytes_after: bytesAfter,
        space_given_back: gaveBack,
      },
      describe(retained),
    );
  });
}

function describe({ status, before, receipts, lines, bytesBefore, bytesAfter, gaveBack }: Retained): string {
  if (before === undefined) return 'every line is kept: retention.lines_months is not set\n';
  const count = (value: number): string => value.toLocaleString('en-US');
  const what = `${count(lines)} lines of ${count(receipts)} receipts before ${formatDay(before)}`;
  switch (status) {
    case 'would-drop':
      return `${what} would be dropped; nothing was changed\n`;
    case 'dropped':
      return (
        `dropped ${what}; the statistics stay as they were\n  history.db: ${mb(bytesBefore)}, now ${mb(bytesAfter)}\n` +
        (gaveBack
          ? ''
          : '  others were at work in it: its free space is used again, or given back next time\n')
      );
    default:
      return `lines before ${formatDay(before)} are gone; nothing is due\n`;
  }
}
