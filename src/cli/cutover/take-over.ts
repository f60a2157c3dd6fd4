import type { EarlierList } from '../../ingest/earlier-lists.ts';
import type { PlannedList } from '../../lists/planned-list.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { AddedLines, KnownEarlierList, TakenList } from '../../store/ledger/earlier-lists.ts';
import type { Context } from '../context.ts';
import { codesOf } from '../cycle/code-shape.ts';
import { sealOf } from '../cycle/cycle.ts';
import { sha256 } from '../files.ts';
import { loadKeys } from '../keys.ts';
import { type ReadLists, readLists } from './read-lists.ts';
import { newestOffers, type SpecialMaker, specialMaker } from './specials.ts';

/** Lists of one transaction: short enough that no lane waits for it. */
const CHUNK_LISTS = 100;
/** Lists of the earlier system carry no drop of ours: one that no plan has, so that none is kept to. */
const NO_DROP = { dropNo: 0, drops: 1 } as const;

export type TakenCycle = {
  readonly cycleId: number;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly lists: number;
  readonly offers: number;
};

export type Cutover = Omit<ReadLists, 'lists'> & {
  /** Cycles made now. */
  readonly cycles: readonly TakenCycle[];
  readonly listsKnown: number;
  /** Offers added now to lists that were known before. */
  readonly offersAdded: number;
};

/**
 * Take over lists that an earlier system mailed: one cycle per validity, released with its last step. Lists that are known
 * are passed over, and get what a file adds to them; so the same file again changes nothing, and a run that was killed is
 * simply repeated.
 */
export async function takeOver(context: Context, path: string, by: string): Promise<Cutover> {
  const { ledger } = context;
  ledger.cycles.dropDrafts(undefined);
  const newest = newestOffers(context);
  const { lists, ...read } = await readLists(context, path, newest, ledger.earlierLists.known);
  const maker = specialMaker(context, lists, newest);
  for (const offerId of maker.withoutProducts)
    context.warn(
      `offer ${offerId} has no product that the products feed names: lanes can take nothing for it`,
    );
  warnUnknown(context, lists);
  const fresh = lists.filter((list) => ledger.earlierLists.known(list.listCode) === undefined);
  ledger.cycles.writeOffers(maker.offers);
  const offersAdded = await addOffers(context, lists, maker, by);
  const cycles: TakenCycle[] = [];
  for (const group of byValidity(fresh)) cycles.push(await writeCycle(context, group, maker, by));
  return { ...read, cycles, listsKnown: lists.length - fresh.length, offersAdded };
}

/**
 * Lists of one validity that make up a cycle, by household. A household that holds two of the same days has the second one
 * in a cycle of its own.
 */
function byValidity(lists: readonly EarlierList[]): EarlierList[][] {
  const groups = new Map<string, EarlierList[]>();
  const held = new Map<string, number>();
  const sorted = [...lists].sort(
    (a, b) =>
      a.validFrom - b.validFrom ||
      a.validUntil - b.validUntil ||
      compare(a.householdId, b.householdId) ||
      compare(a.listCode, b.listCode),
  );
  for (const list of sorted) {
    const days = `${list.validFrom}|${list.validUntil}`;
    const nth = (held.get(`${days}|${list.householdId}`) ?? 0) + 1;
    held.set(`${days}|${list.householdId}`, nth);
    const group = groups.get(`${days}|${nth}`) ?? [];
    groups.set(`${days}|${nth}`, group);
    group.push(list);
  }
  return [...groups.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function writeCycle(
  context: Context,
  lists: readonly EarlierList[],
  maker: SpecialMaker,
  by: string,
): Promise<TakenCycle> {
  const { ledger } = context;
  const [first] = lists;
  const keys = loadKeys(context.dataDir, ledger);
  if (first === undefined) throw new Error('a cycle needs a list');
  const { validFrom, validUntil } = first;
  const cycleId = ledger.cycles.begin({
    asOf: addDays(validFrom, -context.config.plan.lead_days),
    validFrom,
    validUntil,
    households: 'all',
    knownFileNo: context.history.files.newest(),
    inputsSha256: sha256(JSON.stringify(lists.map(({ listCode }) => listCode))),
  });
  const progress = context.progress('taking lists over', lists.length);
  for (let at = 0; at < lists.length; at += CHUNK_LISTS) {
    const chunk = lists.slice(at, at + CHUNK_LISTS).map((list) => takenList(context, list, maker));
    ledger.earlierLists.write(cycleId, chunk, codesOf(context, keys, validUntil));
    progress.advance(chunk.length);
    await context.breathe();
  }
  progress.done();
  let offers = 0;
  for (const issued of ledger.issuer.issue(cycleId)) {
    offers = issued;
    await context.breathe();
  }
  const seal = sealOf(context, cycleId);
  ledger.inTransaction(() => {
    ledger.earlierLists.release(cycleId, by, seal);
    context.audit(by, 'cutover', `cycle ${cycleId}`, { lists: lists.length, offers, seal });
  });
  return { cycleId, validFrom, validUntil, lists: lists.length, offers };
}

function takenList(context: Context, list: EarlierList, maker: SpecialMaker): TakenList {
  const household = context.history.households.find(list.householdId);
  const wanted = household?.language ?? context.config.chain.language;
  const planned: PlannedList = {
    householdId: list.householdId,
    arm: 'treatment',
    ...NO_DROP,
    homeStoreId: household?.homeStoreId,
    // It was mailed already, by somebody else.
    mail: false,
    weeklySpendCents: 0,
    addressee: {
      name: household?.name,
      addressLines: household?.addressLines ?? [],
      language: wanted.startsWith('es')
        ? 'es'
        : wanted.startsWith('en')
          ? 'en'
          : context.config.chain.language,
      largePrint: household?.largePrint ?? false,
    },
    lines: maker.linesFor(list, household?.homeStoreId, new Set()),
  };
  return { listCode: list.listCode, planned };
}

/** What a file adds to lists that were taken over before; also what a killed run added and did not issue. */
async function addOffers(
  context: Context,
  lists: readonly EarlierList[],
  maker: SpecialMaker,
  by: string,
): Promise<number> {
  const { ledger } = context;
  const cycles = new Set<number>();
  let chunk: AddedLines[] = [];
  for (const list of lists) {
    const known = ledger.earlierLists.known(list.listCode);
    if (known === undefined || known.isOver) continue;
    cycles.add(known.cycleId);
    const lines = addedLines(context, list, known, maker);
    if (lines.length > 0) chunk.push({ listId: known.listId, lines });
    if (chunk.length < CHUNK_LISTS) continue;
    ledger.earlierLists.add(chunk);
    chunk = [];
    await context.breathe();
  }
  ledger.earlierLists.add(chunk);
  let added = 0;
  for (const cycleId of cycles) added += await issueAdded(context, cycleId, by);
  return added;
}

function addedLines(context: Context, list: EarlierList, known: KnownEarlierList, maker: SpecialMaker) {
  const homeStoreId = context.history.households.find(list.householdId)?.homeStoreId;
  return maker.linesFor(list, homeStoreId, known.offerIds);
}

async function issueAdded(context: Context, cycleId: number, by: string): Promise<number> {
  const { ledger } = context;
  let offers = 0;
  for (const issued of ledger.issuer.issue(cycleId)) {
    offers = issued;
    await context.breathe();
  }
  const seal = sealOf(context, cycleId);
  if (seal === ledger.cycles.find(cycleId)?.seal) return offers;
  ledger.inTransaction(() => {
    ledger.earlierLists.reseal(cycleId, seal);
    context.audit(by, 'cutover', `cycle ${cycleId}`, { added: offers, seal });
  });
  return offers;
}

/** Households that are told apart from strangers only by their lists: a slip in the file, or a feed still to come. */
function warnUnknown(context: Context, lists: readonly EarlierList[]): void {
  const unknown = new Set(
    lists
      .map(({ householdId }) => householdId)
      .filter((id) => context.history.households.find(id)?.known !== true),
  );
  if (unknown.size === 0) return;
  const some = [...unknown].slice(0, 3).join(', ');
  context.warn(
    `${unknown.size} households of the file are not in the households feed yet: ${some}${unknown.size > 3 ? ', …' : ''}`,
  );
}
