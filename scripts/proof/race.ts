/**
 * Lanes of their own, at one instant, with the same list: whatever they ask, each offer on the list is granted once.
 *
 *     npm run proof -- race [--count ROUNDS] [--seed N]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { BasketLine, RedemptionRequest } from '../../src/checkout/types.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { approve, ingestChain, PLAN_DAY, release } from './support/chain.ts';
import { query } from './support/dump.ts';
import { type LaneGroup, openLanes } from './support/lane-group.ts';
import type { LaneAnswer } from './support/lane-messages.ts';
import { duelist, succeed, succeedInTurn } from './support/program.ts';

export const title =
  'lanes in their own processes redeem one list at one instant: each offer is granted once';

const ROUNDS = 2000;
const LANES = 8;
/** Rounds of whole `duelist redeem` processes: slow to start, but nothing in them is ours to arrange. */
const COMMAND_ROUNDS = 12;
const UNITS = 6;

/** A released list with specials, and who may use it. */
export type PaperList = {
  readonly code: string;
  readonly card: string;
  readonly pieces: readonly BasketLine[];
  readonly day: Day;
};

export const run: Proof = async ({ seed, count = ROUNDS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-race-'));
  try {
    const data = join(scratch, 'data');
    await releaseChain(data);
    const rounds = await race(data, { rounds: count, lanes: LANES, seed, say });
    const commands = await raceCommands(data, { rounds: COMMAND_ROUNDS, lanes: LANES, scratch });
    return {
      count: rounds.count + commands.count,
      failures: [...rounds.failures, ...commands.failures],
      figures: { ...rounds.figures, ...commands.figures },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** The made-up chain with one released cycle. */
export async function releaseChain(data: string): Promise<void> {
  const plan = ['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', data];
  await succeedInTurn([...ingestChain(data), plan, approve(data, '1'), release(data, '1')]);
}

type RaceOptions = {
  readonly rounds: number;
  readonly lanes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
};

/** Kinds of rounds, in turn. */
const KINDS = ['same basket', 'list and card', 'overlapping baskets', 'one transaction'] as const;
type Kind = (typeof KINDS)[number];

/** Rounds of long-living lane processes. After each one its redemptions are voided, so that the list can race again. */
export async function race(data: string, { rounds, lanes, seed, say }: RaceOptions): Promise<Proven> {
  const lists = await paperLists(data);
  const group = await openLanes(data, lanes);
  const dice = new Dice(seed).stream(1, rounds, lanes);
  const failures: string[] = [];
  let overlapped = 0;
  let granted = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const kind = KINDS[round % KINDS.length] ?? 'same basket';
      const list = lists[dice.below(lists.length)];
      if (list === undefined) throw new Error('no list has specials');
      const requests = Array.from({ length: lanes }, (_, lane) => requestOf(list, kind, round, lane));
      const answers = await group.fireAtOnce(requests);
      if (overlap(answers)) overlapped += 1;
      const wrong = [...judge(kind, answers), ...(await retryAll(group, requests, answers))];
      failures.push(...wrong.map((fault) => `round ${round} (${kind}, list ${list.code}): ${fault}`));
      const paid = new Set(answers.map(({ redemptionId }) => redemptionId).filter((id) => id !== undefined));
      granted += paid.size;
      for (const id of paid) await group.void(id);
      if ((round + 1) % 500 === 0) say(`${round + 1} rounds, ${failures.length} failures`);
    }
  } finally {
    await group.close();
  }
  failures.push(...grantedTwice(data));
  return { count: rounds, failures, figures: { lanes, overlapped, granted } };
}

function requestOf(list: PaperList, kind: Kind, round: number, lane: number): RedemptionRequest {
  const byCard = kind === 'list and card' && lane % 2 === 1;
  const oneTransaction = kind === 'one transaction';
  const leftOut = kind === 'overlapping baskets' ? lane % list.pieces.length : -1;
  return {
    storeId: '101',
    registerId: oneTransaction ? '1' : String(lane + 1),
    transactionId: `round-${round}`,
    day: list.day,
    listCode: byCard ? undefined : list.code,
    cardId: byCard ? list.card : undefined,
    lines: list.pieces.filter((_, index) => index !== leftOut || list.pieces.length === 1),
  };
}

/** Whether at least two lanes were inside the decision at the same time. */
export function overlap(answers: readonly Pick<LaneAnswer, 'fromNs' | 'untilNs'>[]): boolean {
  const spans = answers.map(({ fromNs, untilNs }) => [BigInt(fromNs), BigInt(untilNs)] as const);
  return spans.some(([from], one) =>
    spans.some(([start, end], other) => one !== other && start <= from && from < end),
  );
}

/** What a round's answers say by themselves; which offers they were granted is asked of the ledger. */
function judge(kind: Kind, answers: readonly LaneAnswer[]): string[] {
  const count = (outcome: LaneAnswer['outcome']): number =>
    answers.filter((answer) => answer.outcome === outcome).length;
  const faults: string[] = [];
  const redeemed = count('redeemed');
  if (redeemed !== 1 && kind !== 'overlapping baskets') faults.push(`${redeemed} lanes were paid`);
  if (redeemed === 0) faults.push('nobody was paid');
  if (kind === 'one transaction') {
    if (count('already-recorded') !== answers.length - 1) faults.push('a repetition was not recognised');
    if (new Set(answers.map(({ redemptionId, totalCents }) => `${redemptionId} ${totalCents}`)).size !== 1)
      faults.push('one transaction has two answers');
    return faults;
  }
  for (const { outcome, reason, refusedFor } of answers) {
    if (outcome === 'already-recorded') faults.push('another lane’s transaction was taken for a repetition');
    if (outcome === 'rejected' && (reason !== 'nothing-taken' || !refusedFor.includes('used')))
      faults.push(`a lane was refused for ${reason}, not because the offers were used`);
  }
  return faults;
}

/** Every lane's transaction again, through another lane: the paid ones are recorded, the others stay without. */
async function retryAll(
  group: LaneGroup,
  requests: readonly RedemptionRequest[],
  answers: readonly LaneAnswer[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const [lane, request] of requests.slice(0, 2).entries()) {
    const first = answers[lane];
    const again = await group.fire(lane + 1, request);
    const expected = first?.outcome === 'rejected' ? 'rejected' : 'already-recorded';
    if (again.outcome !== expected || again.totalCents !== first?.totalCents)
      faults.push(
        `a retry was ${again.outcome} ${again.totalCents} after ${first?.outcome} ${first?.totalCents}`,
      );
  }
  return faults;
}

/**
 * Offers that the append-only entries grant anew before the grant before was voided. Entries are numbered in the order of
 * their commits, so that a list may be read off as: granted, voided, granted, voided.
 */
function grantedTwice(data: string): string[] {
  type Row = { issued_offer_id: number; kind: 'commit' | 'void'; redemption_id: number };
  const entries = query<Row>(
    data,
    'ledger.db',
    `SELECT issued_offer_id, kind, redemption_id FROM ledger_entry WHERE kind IN ('commit', 'void') ORDER BY entry_id`,
  );
  const holder = new Map<number, number>();
  const faults = new Set<string>();
  for (const { issued_offer_id: offer, kind, redemption_id: redemption } of entries) {
    const held = holder.get(offer);
    if (kind === 'void') holder.delete(offer);
    else if (held === undefined || held === redemption) holder.set(offer, redemption);
    else faults.add(`issued offer ${offer} was granted to redemptions ${held} and ${redemption} at once`);
  }
  return [...faults];
}

/** The same with whole processes of the program, on lists that stay redeemed. */
export async function raceCommands(
  data: string,
  { rounds, lanes, scratch }: { rounds: number; lanes: number; scratch: string },
): Promise<Proven> {
  const lists = (await paperLists(data)).slice(-rounds);
  const failures: string[] = [];
  for (const [round, { code, card, pieces }] of lists.entries()) {
    const basket = join(scratch, `race-${round}.csv`);
    writeFileSync(basket, basketText(pieces));
    const ran = await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        duelist([
          ...['redeem', '--store', '101', '--register', String(lane), '--transaction', `command-${round}`],
          ...['--day', RACE_DAY, ...(lane % 2 === 0 ? ['--list', code] : ['--card', card])],
          ...['--basket', basket, '--data', data],
        ]),
      ),
    );
    const codes = ran.map((one) => one.code).sort();
    const expected = [0, ...Array.from({ length: lanes - 1 }, () => 1)];
    if (codes.join() !== expected.join())
      failures.push(`command round ${round} (list ${code}): exit codes ${codes.join()}`);
  }
  failures.push(...grantedTwice(data));
  return { count: lists.length, failures, figures: { commandRounds: lists.length } };
}

function basketText(pieces: readonly BasketLine[]): string {
  const rows = pieces.map((line) =>
    [line.lineNo, line.productId, line.quantityMilli / 1000, line.unitPriceCents, line.amountCents].join(','),
  );
  return ['line_no,product_id,quantity,unit_price_cents,amount_cents', ...rows, ''].join('\n');
}

const RACE_DAY = '2026-10-24';

/** The released cycle's lists that have specials on products, with a basket that takes them. */
export async function paperLists(data: string): Promise<PaperList[]> {
  const { stdout } = await succeed(['lists', '--cycle', '1', '--data', data]);
  const rows: Record<string, string>[] = parse(stdout, { columns: true });
  const day = parseDay(RACE_DAY);
  if (day === undefined) throw new Error('no day');
  const lists = new Map<string, Record<string, string>[]>();
  for (const row of rows) {
    if (row.section !== 'special' || row.product_id === '' || row.list_code === undefined) continue;
    lists.set(row.list_code, [...(lists.get(row.list_code) ?? []), row]);
  }
  const cards = new Map(
    query<{ household_id: string; card_id: string }>(
      data,
      'history.db',
      `SELECT household_id, min(card_id) AS card_id FROM card JOIN household USING (household_no) WHERE kind = 'card'
       GROUP BY household_id`,
    ).map((row) => [row.household_id, row.card_id]),
  );
  return [...lists].map(([code, of]) => ({
    code,
    card: cards.get(of[0]?.household_id ?? '') ?? '',
    day,
    pieces: of.map(toPiece),
  }));
}

function toPiece(row: Readonly<Record<string, string>>, index: number): BasketLine {
  const price = Number(row.regular_price_cents);
  return {
    lineNo: index + 1,
    productId: row.product_id as BasketLine['productId'],
    quantityMilli: UNITS * 1000,
    unitPriceCents: cents(price),
    amountCents: cents(price * UNITS),
  };
}
