import { EXIT, UserError } from '../../shared/errors.ts';
import { countOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { partsDocument, scoreDocument, trendDocument } from '../score/describe.ts';
import { type Judged, judgedCycles, trendOfCycles } from '../score/judge.ts';
import { scoreReport } from '../score/report.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle?: string };

/** `score`: what households did with the lists of a cycle that is over, against its predictions and a naive list. */
export async function run(world: World, options: Options): Promise<void> {
  const cycleId =
    options.cycle === undefined
      ? undefined
      : countOption('--cycle', options.cycle, 1, Number.MAX_SAFE_INTEGER);
  await withContext(world, options, { command: 'score' }, (context) => {
    const judged = judgedCycles(context);
    const one = cycleId === undefined ? judged.at(-1) : judged.find(({ score }) => score.cycleId === cycleId);
    if (one === undefined) throw notScored(cycleId);
    const until = judged.slice(0, judged.indexOf(one) + 1);
    context.answer(toDocument(one, until), scoreReport(one, until));
  });
}

function toDocument(one: Judged, until: readonly Judged[]) {
  const { score, control, band, warnings } = one;
  return {
    schema: 'duelist.score/1',
    treatment: { ...scoreDocument(score), ...partsDocument(score) },
    control: control === undefined ? null : { ...scoreDocument(control), ...partsDocument(control) },
    usual_share: band === undefined ? null : { mean: band.mean, low: band.low, cycles: band.cycles },
    trend: trendDocument(trendOfCycles(until)),
    warnings,
  };
}

function notScored(cycleId: number | undefined): UserError {
  const what = cycleId === undefined ? 'no cycle is' : `cycle ${cycleId} is not`;
  return new UserError('not-scored', `${what} scored yet`, {
    exitCode: EXIT.inputMissing,
    next: 'The night scores a released cycle when the receipts of its last day are there: `duelist nightly`.',
  });
}
