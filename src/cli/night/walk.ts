import { knownFault } from '../faults.ts';
import { PHASES } from './phases.ts';
import type { NightEnd, NightRun, Phase, PhaseReport } from './run-types.ts';

/**
 * Go through the phases of a night. Each is written down when it begins and when it ends, so that the next run knows what
 * is left to do; a run that finds nothing to do writes nothing.
 */
export async function walkThrough(run: NightRun): Promise<NightEnd> {
  const { context, asOf } = run;
  const { nights } = context.ledger;
  const reports: PhaseReport[] = [];
  const walk = { did: false, begun: false };
  const begin = (): void => {
    if (walk.begun) return;
    nights.begin(asOf, timeOf(run), context.world.pid, context.history.files.newest());
    walk.begun = true;
  };
  if (run.leftAs !== 'done') begin();
  for (const phase of PHASES) {
    try {
      await context.breathe();
      const report = await stepThrough(run, phase, begin);
      reports.push(report);
      walk.did ||= report.did;
    } catch (error) {
      const known = knownFault(error);
      const state = known?.code === 'stopped' ? 'stopped' : 'failed';
      reports.push({ phase: phase.name, state, did: false, seconds: 0, counts: {} });
      noteEnd(run, phase, state);
      return { phases: reports, did: walk.did, fault: { phase: phase.name, error, known } };
    }
  }
  if (walk.begun) nights.end(asOf, 'done', timeOf(run));
  return { phases: reports, did: walk.did, fault: undefined };
}

async function stepThrough(run: NightRun, phase: Phase, begin: () => void): Promise<PhaseReport> {
  const { context, asOf } = run;
  const { nights } = context.ledger;
  const before = run.before.get(phase.name);
  const isFirst = before?.state !== 'done';
  const started = context.world.now();
  context.enterPhase(`nightly, in ${phase.name}`);
  if (isFirst) nights.startPhase(asOf, phase.name, timeOf(run), context.world.pid);
  const isDue = phase.isDue(run);
  const { did = false, facts, counts = {} } = isDue ? await phase.run(run) : {};
  const isNews = did || (facts !== undefined && JSON.stringify(facts) !== JSON.stringify(before?.facts));
  if (isNews) begin();
  if (isFirst || isNews) nights.endPhase(asOf, phase.name, 'done', timeOf(run), facts);
  const seconds = (context.world.now().getTime() - started.getTime()) / 1000;
  if (isFirst || isNews) context.log.info(`nightly: ${phase.name}`, { ...counts, seconds });
  return { phase: phase.name, state: isFirst || isNews ? 'done' : 'done-before', did, seconds, counts };
}

/** Where it stopped. That is worth less than the reason: a ledger that takes no more rows must not hide it. */
function noteEnd(run: NightRun, phase: Phase, state: 'failed' | 'stopped'): void {
  const { nights } = run.context.ledger;
  try {
    nights.endPhase(run.asOf, phase.name, state, timeOf(run), undefined);
    nights.end(run.asOf, state, timeOf(run));
  } catch (error) {
    run.context.log.error(error);
  }
}

function timeOf({ context }: NightRun): string {
  return context.world.now().toISOString();
}
