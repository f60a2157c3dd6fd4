import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { type Context, withContext } from '../context.ts';
import { reportLanes } from '../report/lanes-report.ts';
import type { ReportOptions } from '../report/options.ts';
import { reportPlan } from '../report/plan-report.ts';
import type { World } from '../world.ts';

type Options = ReportOptions & { readonly arguments: readonly string[] };

/** By what it reports on. */
const REPORTS: Readonly<Record<string, (context: Context, options: ReportOptions) => Promise<void> | void>> =
  {
    plan: reportPlan,
    lanes: reportLanes,
  };

/** `report`: what the chain's lists are, and what comes of them. */
export async function run(world: World, options: Options): Promise<void> {
  const [name = '', ...more] = options.arguments;
  const report = REPORTS[name];
  if (report === undefined || more.length > 0) throw unknownReport(options.arguments.join(' '));
  await withContext(world, options, { command: 'report' }, (context) => report(context, options));
}

function unknownReport(name: string): UserError {
  const names = Object.keys(REPORTS);
  const near = nearest(name, names);
  return new UserError(
    'report-name',
    `there is no duelist report ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
    { exitCode: EXIT.usage, next: `There are: ${names.join(', ')}.` },
  );
}
