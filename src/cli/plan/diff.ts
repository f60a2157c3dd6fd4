import {
  addPromises,
  compareLines,
  type LineChanges,
  type Promised,
  type PromiseTally,
  promiseOf,
} from '../../lists/plan-diff.ts';
import type { Arm } from '../../lists/planned-list.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { ListBefore } from '../../store/ledger/rebuilds.ts';
import type { Context } from '../context.ts';

/** One list that is not as it was planned. */
export type ListDiff = LineChanges & {
  readonly listId: number;
  readonly householdId: string;
  readonly arm: Arm;
  /** What it was rebuilt for, in the order in which it happened. */
  readonly causes: readonly string[];
  /** Why it does not go out at all; undefined: it does. */
  readonly held: string | undefined;
};

export type BeforeAfter<T> = { readonly before: T; readonly after: T };

/** What has changed in a cycle since it was planned. Sums are over the lists that go out, ghosts left out. */
export type PlanDiff = {
  readonly cycle: Cycle;
  readonly changed: readonly ListDiff[];
  readonly lists: BeforeAfter<number>;
  readonly funders: readonly ({ readonly funderId: string } & BeforeAfter<Promised>)[];
};

/** The draft that a diff is asked for: by number, else the newest. @throws UserError (66) where there is none. */
export function newestDraft(context: Context): Cycle {
  const draft = context.ledger.cycles
    .all()
    .filter(({ state }) => state === 'draft' || state === 'approved')
    .at(-1);
  if (draft !== undefined) return draft;
  throw new UserError('draft-missing', 'there is no draft to compare with its plan', {
    exitCode: EXIT.inputMissing,
    next: 'Plan one: duelist plan --as-of YYYY-MM-DD. Or name a cycle with --cycle ID.',
  });
}

/** Compare each list with what it was when it was planned. */
export async function diffPlan(context: Context, cycle: Cycle): Promise<PlanDiff> {
  const { ledger } = context;
  const earlier = earliestVersions(context, cycle.cycleId);
  const percentOf = funderPercents(context);
  const before: PromiseTally = new Map();
  const after: PromiseTally = new Map();
  const changed: ListDiff[] = [];
  let goOut = 0;
  for (const list of ledger.lists.ofCycle(cycle.cycleId)) {
    const version = earlier.get(list.listId);
    const planned = version?.lines ?? list.lines;
    const held = list.held === undefined ? undefined : (ledger.holds.get(list.held)?.reason ?? '');
    if (list.arm === 'treatment') {
      addPromises(before, planned, percentOf);
      if (held === undefined) addPromises(after, list.lines, percentOf);
      goOut += Number(held === undefined);
    }
    const { listId, householdId, arm } = list;
    const changes = compareLines(planned, list.lines);
    if (changes.left.length + changes.came.length > 0 || held !== undefined)
      changed.push({ listId, householdId, arm, causes: version?.causes ?? [], held, ...changes });
    if (listId % LISTS_PER_BREATH === 0) await context.breathe();
  }
  const funderIds = [...new Set([...before.keys(), ...after.keys()])].sort();
  return {
    cycle,
    changed,
    lists: { before: cycle.lists, after: goOut },
    funders: funderIds.map((funderId) => ({
      funderId,
      before: promiseOf(before, funderId),
      after: promiseOf(after, funderId),
    })),
  };
}

const LISTS_PER_BREATH = 200;

type Version = { readonly lines: ListBefore['lines']; readonly causes: string[] };

/** Each rebuilt list as planned, and all that it was rebuilt for. */
function earliestVersions(context: Context, cycleId: number): Map<number, Version> {
  const versions = new Map<number, Version>();
  for (const { listId, causes, lines } of context.ledger.rebuilds.before(cycleId)) {
    const known = versions.get(listId);
    if (known === undefined) versions.set(listId, { lines, causes: [...causes] });
    else known.causes.push(...causes);
  }
  return versions;
}

function funderPercents(context: Context): (offerId: string, version: number) => number {
  const known = new Map<string, number>();
  return (offerId, version) => {
    const key = `${version}|${offerId}`;
    const percent = known.get(key) ?? context.ledger.people.terms(offerId, version)?.funderPercent ?? 0;
    known.set(key, percent);
    return percent;
  };
}
