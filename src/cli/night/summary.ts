import { basename, join } from 'node:path';
import { ratesOf } from '../../measure/score-band.ts';
import { addDays, formatDay } from '../../shared/day.ts';
import type { NightFile } from '../../store/ledger/nights.ts';
import type { LateDay, Warning } from '../completeness/assess.ts';
import { describeQuality } from '../completeness/describe-quality.ts';
import { type Judged, judgedCycles, type ScoreWarning } from '../score/judge.ts';
import { percentText, toPercent } from '../score/words.ts';
import { count, plural } from './counts.ts';
import { type NightlyCycle, nightlyCycles } from './cycles.ts';
import { tonightsFit } from './fit.ts';
import { describeLanes } from './lanes.ts';
import { describeOffline } from './offline.ts';
import type { NightEnd, NightRun } from './run-types.ts';

const NAMED_MAX = 5;
/** The line stays one: `quality` and `stores` show the rest. */
const WARNINGS_MAX = 2;

/** Where a night stands, whichever run of it brought it there. */
export type Standing = {
  readonly cycle: { cycle_id: number; lists: number; printed: number; held: number } | null;
  readonly stores: { readonly newest_day: string | null; readonly late: readonly string[] };
  readonly files: {
    readonly taken: number;
    readonly sent_before: readonly string[];
    readonly refused: readonly { readonly name: string; readonly reason: string }[];
    /** Taken when the night's lists were planned already: the next plan knows them. */
    readonly after_plan: number;
    readonly half_written: readonly { readonly name: string; readonly why: string }[];
    readonly unknown: readonly string[];
  };
  /** What is amiss with the receipts, the worst first; days that came late or otherwise; each store's night. */
  readonly warnings: readonly Warning[];
  /** What is amiss with the lists of a cycle that this night scored, and what to do about it. */
  readonly score_warnings: readonly ScoreWarning[];
  readonly late_days: readonly LateDay[];
  readonly quality: readonly ReturnType<typeof describeQuality>[];
  /** Cycles that nights have planned and that wait for a person. */
  readonly waiting: readonly {
    readonly cycle_id: number;
    readonly for: 'approval' | 'release';
    readonly in_home: string;
    readonly review: string | null;
  }[];
  readonly lapsed: readonly number[];
  /** What the night's plan fitted; null: it fitted nothing. */
  readonly fit: NonNullable<ReturnType<typeof tonightsFit>>['document'] | null;
  readonly last_cycle: {
    readonly cycle_id: number;
    /** Whether this night scored it, and for which time: late receipts make it be scored again. */
    readonly scored_tonight: boolean;
    readonly revision: number;
    readonly bought_percent: number;
    readonly predicted_percent: number;
    readonly naive_percent: number;
    /** What bought has more than naive, in points; with its 95 % interval. */
    readonly gain_points: number;
    readonly gain_interval: readonly [number, number] | null;
  } | null;
};

export function standingOf(run: NightRun): Standing {
  const { context, asOf, notes } = run;
  const { nights } = context.ledger;
  const facts = nights.phases(asOf).get('stores')?.facts ?? {};
  const files = nights.files(asOf);
  const judged = judgedCycles(context);
  const named = (outcome: NightFile['outcome']): NightFile[] => files.filter((f) => f.outcome === outcome);
  return {
    cycle: tonightsCycle(run),
    stores: {
      newest_day: (facts.newest_day ?? null) as string | null,
      late: (facts.late ?? []) as readonly string[],
    },
    files: {
      taken: named('taken').length,
      sent_before: named('sent-before').map(({ name }) => name),
      refused: named('refused').map(({ name, reason = '' }) => ({ name, reason })),
      after_plan: files.filter(({ outcome, afterPlan }) => outcome !== 'sent-before' && afterPlan).length,
      half_written: notes.halfWritten,
      unknown: notes.unknown,
    },
    warnings: notes.assessment?.warnings ?? [],
    score_warnings: scoreWarnings(run, judged),
    late_days: notes.assessment?.lateDays ?? [],
    quality: (notes.assessment?.quality ?? []).map(describeQuality),
    waiting: nightlyCycles(run).map((each) => waitingFor(run, each)),
    lapsed: nights
      .lapses()
      .filter(({ day }) => day === asOf)
      .map(({ cycleId }) => cycleId),
    fit: tonightsFit(run)?.document ?? null,
    last_cycle: lastScore(run, judged),
  };
}

function tonightsCycle({ context, asOf }: NightRun): Standing['cycle'] {
  const { ledger } = context;
  const progress = ledger.nights.cycles().findLast((each) => each.asOf === asOf);
  const cycle = progress === undefined ? undefined : ledger.cycles.find(progress.cycleId);
  if (progress === undefined || cycle === undefined) return null;
  const held = cycle.heldLists + progress.unprinted;
  return { cycle_id: cycle.cycleId, lists: cycle.lists, printed: progress.sheets, held };
}

function waitingFor(run: NightRun, { cycle, progress }: NightlyCycle): Standing['waiting'][number] {
  const page = join(run.places.reviewShownIn, `cycle-${cycle.cycleId}`, 'index.html');
  return {
    cycle_id: cycle.cycleId,
    for: cycle.state === 'draft' ? 'approval' : 'release',
    in_home: formatDay(cycle.validFrom),
    review: progress.reviewed === undefined ? null : page,
  };
}

/** The newest score, as long as it is news: a cycle later there is another one, or something is wrong. */
function lastScore({ context, asOf }: NightRun, judged: readonly Judged[]): Standing['last_cycle'] {
  const newest = judged.findLast(({ score }) => score.dueLines > 0)?.score;
  const rates = newest === undefined ? undefined : ratesOf(newest);
  if (newest === undefined || rates === undefined) return null;
  if (asOf - newest.scoredOn > context.config.plan.cycle_days) return null;
  const { share, low, high } = rates.gain;
  return {
    cycle_id: newest.cycleId,
    scored_tonight: newest.scoredOn === asOf,
    revision: newest.revision,
    bought_percent: toPercent(rates.bought),
    predicted_percent: toPercent(rates.predicted),
    naive_percent: toPercent(rates.naive),
    gain_points: toPercent(share),
    gain_interval: low === undefined || high === undefined ? null : [toPercent(low), toPercent(high)],
  };
}

/** Of the cycles that this night scored; how those before them did is old news, which `status` has. */
function scoreWarnings({ context, asOf }: NightRun, judged: readonly Judged[]): readonly ScoreWarning[] {
  const { score_late_days: late, score_wait_days: wait } = context.config.quality;
  return judged
    .filter(
      ({ score, cycle }) => score.scoredOn === asOf && asOf - cycle.validUntil <= Math.max(late, wait + 1),
    )
    .flatMap(({ warnings }) => warnings);
}

/** The one line of the morning. */
export function summaryOf(run: NightRun, end: NightEnd, standing: Standing): string {
  return `${verdictOf(end, standing, run)}: ${partsOf(run, end, standing).join(', ')}`;
}

function verdictOf({ fault }: NightEnd, { files }: Standing, run: NightRun): string {
  if (fault?.known?.code === 'stopped') return `STOPPED in ${fault.phase} (${fault.known.message})`;
  if (fault !== undefined) {
    const { known, error } = fault;
    return `FAILED in ${fault.phase} (${known?.message ?? (error instanceof Error ? error.message : String(error))})`;
  }
  const refused = files.refused.length > 0 && refusedNow(run, files.refused).length > 0;
  return refused || run.context.ledger.restorations.unsettled().length > 0 ? 'CHECK' : 'OK';
}

/**
 * The refused files that a run has to answer for: its own, and those of a run of this night that did not live to say so.
 */
export function refusedNow(
  { notes, leftAs }: NightRun,
  refused: Standing['files']['refused'],
): Standing['files']['refused'] {
  return leftAs === 'done' ? refused.filter(({ name }) => notes.refused.includes(name)) : refused;
}

function partsOf(run: NightRun, end: NightEnd, standing: Standing): string[] {
  const { cycle, stores, files, waiting, lapsed, last_cycle: score } = standing;
  const parts: string[] = [];
  // A second run speaks of what the first one did: whoever looks in the morning sees the last line only.
  const before = end.did || end.fault !== undefined ? '' : 'nothing due; earlier: ';
  if (cycle !== null)
    parts.push(
      `${before}${count(cycle.lists)} ${cycle.lists === 1 ? 'list' : 'lists'} due`,
      `${count(cycle.printed)} printed`,
      `${count(cycle.held)} held`,
    );
  else parts.push(before === '' ? 'no lists due' : 'nothing due');
  parts.push(describeStores(run, stores));
  if (end.fault === undefined) parts.push(...describeWarnings(standing.warnings));
  const [restored] = run.context.ledger.restorations.unsettled();
  if (restored !== undefined)
    parts.push(`nothing is released: the restore of ${restored.takenAt} is not settled`);
  if (files.taken > 0) parts.push(`${count(files.taken)} ${plural(files.taken, 'file')} taken`);
  if (files.sent_before.length > 0) parts.push(`sent before: ${names(files.sent_before)}`);
  if (files.refused.length > 0) parts.push(`refused: ${names(files.refused.map(({ name }) => name))}`);
  if (files.half_written.length > 0)
    parts.push(`half written: ${names(files.half_written.map(({ name }) => name))}`);
  if (files.unknown.length > 0) parts.push(`of no feed: ${names(files.unknown)}`);
  if (files.after_plan > 0)
    parts.push(`${count(files.after_plan)} ${plural(files.after_plan, 'file')} came after the plan`);
  const keptOut = tonightsFit(run)?.keptOut;
  if (keptOut !== undefined) parts.push(keptOut);
  for (const cycleId of lapsed) parts.push(`cycle ${cycleId} lapsed without approval`);
  for (const each of waiting) parts.push(describeWaiting(each));
  parts.push(...describeOffline(run), ...describeLanes(run));
  if (score !== null) parts.push(describeScore(score));
  if (end.fault === undefined) parts.push(...standing.score_warnings.map(({ text }) => text));
  return parts;
}

function describeScore(score: NonNullable<Standing['last_cycle']>): string {
  const whole = (percent: number): string => percentText(percent / 100);
  return (
    `last cycle: ${whole(score.bought_percent)} of due lines bought, naive list ${whole(score.naive_percent)}, ` +
    `predicted ${whole(score.predicted_percent)}`
  );
}

function describeStores({ asOf }: NightRun, { newest_day: newest, late }: Standing['stores']): string {
  const late_ = `${late.length} ${plural(late.length, 'store')} late${late.length === 0 ? '' : ` (${names(late)})`}`;
  if (newest === null) return 'no receipts yet';
  return newest < formatDay(addDays(asOf, -1)) ? `${late_}, receipts to ${newest}` : late_;
}

/** A fault tells its own. */
function describeWarnings(warnings: Standing['warnings']): string[] {
  const more = warnings.length - WARNINGS_MAX;
  const shown = warnings.slice(0, WARNINGS_MAX).map(({ text }) => text);
  return more > 0 ? [...shown, `${more} more ${plural(more, 'warning')}`] : shown;
}

function describeWaiting({
  cycle_id: id,
  for: what,
  review,
  in_home: day,
}: Standing['waiting'][number]): string {
  if (what === 'release') return `release waiting: cycle ${id}, in homes on ${day}`;
  return review === null ? `approval waiting: cycle ${id}` : `review waiting: cycle ${id} at ${review}`;
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, NAMED_MAX).map((name) => basename(name));
  return all.length > NAMED_MAX ? `${shown.join(' ')} and ${all.length - NAMED_MAX} more` : shown.join(' ');
}
