import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Day } from '../../shared/day.ts';
import type { Named } from '../../store/history/forget.ts';
import type { Context } from '../context.ts';
import { syncDirectory } from '../files.ts';
import { todayIn } from '../night/today.ts';
import { type IdKind, openRegister, pseudonymOf, registerIds } from './register.ts';
import { auditRenamer, scrubLogs, scrubQuarantine, type Traces } from './scrub.ts';

/** There while somebody is being erased: the files may still have old copies of what is gone from the tables. */
const UNFINISHED = 'forget.unfinished';
/** A shorter id or text is found by chance in places that say nothing of the person. */
const TRACE_CHARACTERS_MIN = 5;
/** What the reason of a merge becomes: people write names into it. */
const NO_REASON = '(forgotten)';
/** A ledger of this size is written anew in a few seconds, for which lanes wait; a larger one waits for the night. */
const LANES_WAIT_BYTES = 200_000_000;

/** What goes, or has gone. */
export type ForgetCounts = {
  readonly receipts: number;
  readonly cards: number;
  readonly preferences: number;
  readonly suppressions: number;
  readonly lists: number;
  readonly draftLists: number;
  readonly offersWithdrawn: number;
};

/** What was erased, in counts. */
export type Forgotten = ForgetCounts & {
  readonly pseudonym: string;
  /** Cycles that were approved with one of its lists, and have to be approved again. */
  readonly reopened: readonly number[];
  readonly auditRows: number;
  readonly quarantineRows: number;
  readonly logPlaces: number;
};

/**
 * Erase one household for good, and with it all that are one with it: they are the same people. The register comes first, then every place in turn, the household's own row last, since
 * all others are found by it: killed anywhere, the next `forget` or {@link applyForgotten} goes on. Each step can be
 * repeated.
 */
export async function forgetHousehold(context: Context, named: Named): Promise<Forgotten & Purged> {
  const group = groupOf(context, named);
  // All of them first, so that whoever goes on after a kill finds the rest.
  registerIds(context, group.flatMap(idsOf), today(context));
  const texts: string[] = [];
  let all: Forgotten | undefined;
  for (const one of group) {
    const traces = tracesOf(context, one);
    texts.push(...textsOf(traces));
    const forgotten = await erase(context, one, traces);
    all = all === undefined ? forgotten : together(all, forgotten);
  }
  if (all === undefined) throw new Error('a household is in its own group');
  return { ...all, ...purge(context, texts, LANES_WAIT_BYTES) };
}

/** The household and those that are one with it; the one first that has the cards. */
export function groupOf({ history, ledger }: Context, named: Named): Named[] {
  const members = ledger.households.members();
  const rootId = members.get(named.householdId);
  if (rootId === undefined) return [named];
  const ids = [...members].flatMap(([id, root]) => (root === rootId && id !== rootId ? [id] : []));
  return [rootId, ...ids].map(
    (householdId) =>
      history.forget.namedOne(householdId) ?? { householdNo: -1, householdId, cardIds: [], alternateIds: [] },
  );
}

/** Counts of two; the name is that of the first. */
function together(a: Forgotten, b: Forgotten): Forgotten {
  return {
    pseudonym: a.pseudonym,
    reopened: [...new Set([...a.reopened, ...b.reopened])],
    receipts: a.receipts + b.receipts,
    cards: a.cards + b.cards,
    preferences: a.preferences + b.preferences,
    suppressions: a.suppressions + b.suppressions,
    lists: a.lists + b.lists,
    draftLists: a.draftLists + b.draftLists,
    offersWithdrawn: a.offersWithdrawn + b.offersWithdrawn,
    auditRows: a.auditRows + b.auditRows,
    quarantineRows: a.quarantineRows + b.quarantineRows,
    logPlaces: a.logPlaces + b.logPlaces,
  };
}

/**
 * Erase whoever is in the register and in the databases: after a restore, and after a `forget` that was killed.
 * Idempotent.
 */
export async function applyForgotten(context: Context): Promise<{ households: number }> {
  const register = openRegister(context);
  const cutOff = existsSync(join(context.dataDir, UNFINISHED));
  const texts: string[] = [];
  let households = 0;
  if (register.size > 0) {
    for (const named of presentAgain(context, register)) {
      const traces = tracesOf(context, named);
      texts.push(...textsOf(traces));
      await erase(context, named, traces);
      households += 1;
    }
  }
  // What a killed run erased from the tables, nobody can look for any more.
  if (cutOff) purge(context, undefined);
  else if (households > 0) purge(context, texts);
  if (households > 0) context.log.info('forgot again', { households });
  return { households };
}

/** Households that are in the register, and in one of the databases all the same. */
function* presentAgain(context: Context, register: ReturnType<typeof openRegister>): Generator<Named> {
  const { ledger, history } = context;
  const isForgotten = (id: string): boolean =>
    register.dayOf('household', id) !== undefined || register.dayOf('card', id) !== undefined;
  for (const named of history.forget.named()) {
    if ([named.householdId, ...named.cardIds].some(isForgotten)) yield named;
  }
  for (const householdId of new Set([
    ...ledger.forgotten.householdIds(),
    ...history.forget.preferenceIds(),
  ])) {
    if (isForgotten(householdId)) yield { householdNo: -1, householdId, cardIds: [], alternateIds: [] };
  }
}

async function erase(context: Context, named: Named, traces: Traces): Promise<Forgotten> {
  const { dataDir, history, ledger } = context;
  const { householdId } = named;
  // Once more after a restore: the backup may know cards of it that it had given back when it asked.
  registerIds(context, idsOf(named), today(context));
  const pseudonym = pseudonymOf(context, householdId);
  writeFileSync(join(dataDir, UNFINISHED), '', { mode: 0o600 });
  syncDirectory(dataDir);

  const quarantineRows = await scrubQuarantine(dataDir, traces);
  const logPlaces = scrubLogs(dataDir, traces);
  const rename = auditRenamer(householdId, traces, pseudonym);
  const auditRows = ledger.forgotten.renameInAudit([householdId, ...textsOf(traces)], rename);
  await context.breathe();
  const fromLedger = ledger.forgotten.erase(householdId, pseudonym, today(context));
  ledger.households.forget(householdId, [...named.cardIds, ...named.alternateIds], pseudonym, NO_REASON);
  await context.breathe();
  // Receipts with the code of one of its lists lead to it, whoever's card they have. By now the lists have the other name.
  const fromHistory = history.forget.erase(named, ledger.forgotten.listCodes(pseudonym), pseudonym);
  return { pseudonym, ...fromHistory, ...fromLedger, auditRows, quarantineRows, logPlaces };
}

function idsOf(named: Named): (readonly [IdKind, string])[] {
  return [
    ['household', named.householdId],
    ...named.cardIds.map((id) => ['card', id] as const),
    ...named.alternateIds.map((id) => ['alternate', id] as const),
  ];
}

function tracesOf(context: Context, named: Named): Traces {
  const master = context.history.people.master(named.householdId);
  const text = (column: string): string => {
    const value = master?.[column];
    return typeof value === 'string' && value.length >= TRACE_CHARACTERS_MIN ? value : '';
  };
  return {
    ids: [named.householdId, ...named.cardIds, ...named.alternateIds].filter(
      (id) => id.length >= TRACE_CHARACTERS_MIN,
    ),
    together: [[text('name'), text('address_1')], [text('email')], [text('imb')]]
      .map((parts) => parts.filter((part) => part !== ''))
      .filter((parts) => parts.length > 0),
  };
}

function textsOf({ ids, together }: Traces): string[] {
  return [...ids, ...together.flat()];
}

/** Databases that had to be written anew, and those in whose files old copies may still be. */
type Purged = { readonly rewritten: readonly string[]; readonly kept: readonly string[] };

/** Overwrite what is left in the files of what is gone from the tables. */
function purge(context: Context, texts: readonly string[] | undefined, ledgerBytesMax?: number): Purged {
  const { history, ledger, dataDir } = context;
  const outcomes = { 'history.db': history.purge(texts), 'ledger.db': ledger.purge(texts, ledgerBytesMax) };
  const names = (which: 'rewritten' | 'kept'): string[] =>
    Object.entries(outcomes).flatMap(([name, outcome]) => (outcome === which ? [name] : []));
  const purged = { rewritten: names('rewritten'), kept: names('kept') };
  if (purged.kept.length > 0) {
    context.warn(
      `old copies of what was forgotten may still be in free pages of ${purged.kept.join(' and ')}, which is in use or too large to be written anew while lanes are open; the next nightly overwrites them`,
    );
    return purged;
  }
  rmSync(join(dataDir, UNFINISHED), { force: true });
  syncDirectory(dataDir);
  return purged;
}

function today({ config, world }: Context): Day {
  return todayIn(config.chain.timezone, world.now());
}
