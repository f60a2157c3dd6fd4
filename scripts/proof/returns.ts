/**
 * Desks of their own, at one instant, with the same goods: whatever they ask, no unit is paid back twice.
 *
 *     npm run proof -- returns [--count ROUNDS] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReturnRequest } from '../../src/checkout/return.ts';
import { day } from '../../src/shared/day.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { overlap, type PaperList, paperLists, releaseChain } from './race.ts';
import { query } from './support/dump.ts';
import { type LaneGroup, openLanes } from './support/lane-group.ts';
import type { DeskAnswer } from './support/lane-messages.ts';
import { duelist } from './support/program.ts';

export const title = 'desks in their own processes take the same goods back at one instant: no unit twice';

const ROUNDS = 1000;
const DESKS = 6;
/** Rounds of whole `duelist return` processes. */
const COMMAND_ROUNDS = 12;
const UNITS_MILLI = 6000;

export const run: Proof = async ({ seed, count = ROUNDS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-returns-'));
  try {
    const data = join(scratch, 'data');
    await releaseChain(data);
    const rounds = await raceDesks(data, { rounds: count, desks: DESKS, seed, say });
    const commands = await raceReturnCommands(data, { rounds: COMMAND_ROUNDS, desks: 2 });
    return {
      count: rounds.count + commands.count,
      failures: [...rounds.failures, ...commands.failures],
      figures: { ...rounds.figures, ...commands.figures },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Kinds of rounds, in turn: all of a line, more than half of it, one unit each, and one desk that asks again and again. */
const KINDS = ['whole line', 'four of six', 'one each', 'one transaction'] as const;
type Kind = (typeof KINDS)[number];

type RaceOptions = {
  readonly rounds: number;
  readonly desks: number;
  readonly seed: number;
  readonly say: (line: string) => void;
};

/** Rounds of long-living processes. After each one its redemption is voided, so that the list can be used again. */
export async function raceDesks(data: string, options: RaceOptions): Promise<Proven> {
  const { rounds, desks, seed, say } = options;
  const lists = await paperLists(data);
  const group = await openLanes(data, desks);
  const dice = new Dice(seed).stream(2, rounds, desks);
  const failures: string[] = [];
  let overlapped = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const kind = KINDS[round % KINDS.length] ?? 'whole line';
      const list = lists[dice.below(lists.length)];
      if (list === undefined) throw new Error('no list has specials');
      const redemptionId = await pay(group, list, `round-${round}`);
      const line = 1 + dice.below(list.pieces.length);
      const answers = await group.returnAtOnce(
        Array.from({ length: desks }, () => requestOf(kind, redemptionId, line, round)),
      );
      if (overlap(answers)) overlapped += 1;
      failures.push(
        ...judge(kind, answers, desks).map(
          (fault) => `round ${round} (${kind}, list ${list.code}): ${fault}`,
        ),
      );
      await group.void(redemptionId);
      if ((round + 1) % 250 === 0) say(`${round + 1} rounds, ${failures.length} failures`);
    }
  } finally {
    await group.close();
  }
  return { count: rounds, failures: [...failures, ...ledgerFaults(data)], figures: { desks, overlapped } };
}

async function pay(group: LaneGroup, list: PaperList, transactionId: string): Promise<number> {
  const { redemptionId } = await group.fire(0, {
    ...{ storeId: '101', registerId: '1', transactionId, day: list.day },
    ...{ listCode: list.code, cardId: undefined, lines: list.pieces },
  });
  if (redemptionId === undefined) throw new Error(`list ${list.code} took nothing`);
  return redemptionId;
}

function requestOf(kind: Kind, redemptionId: number, lineNo: number, round: number): ReturnRequest {
  const quantityMilli = {
    'whole line': undefined,
    'four of six': 4000,
    'one each': 1000,
    'one transaction': 2000,
  };
  const key = { storeId: '101', registerId: 'desk', transactionId: `back-${round}`, day: day(20_750) };
  return {
    redemptionId,
    lineNo,
    quantityMilli: quantityMilli[kind],
    key: kind === 'one transaction' ? key : undefined,
    day: undefined,
  };
}

function judge(kind: Kind, answers: readonly DeskAnswer[], desks: number): string[] {
  const of = (outcome: DeskAnswer['outcome']) => answers.filter((answer) => answer.outcome === outcome);
  const returned = of('returned');
  const expected = kind === 'one each' ? Math.min(desks, UNITS_MILLI / 1000) : 1;
  const faults: string[] = [];
  if (returned.length !== expected) faults.push(`${returned.length} desks paid a refund, not ${expected}`);
  if (returned.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0) > UNITS_MILLI)
    faults.push('more came back than was bought');
  if (kind === 'one transaction') {
    if (of('already-recorded').length !== desks - 1) faults.push('a repetition was not recognised');
    if (new Set(answers.map(({ refundCents }) => refundCents)).size !== 1)
      faults.push('one transaction has two refunds');
  }
  for (const { reason } of of('rejected'))
    if (reason !== 'nothing-left' && reason !== 'more-than-left')
      faults.push(`a desk was refused for ${reason}`);
  return faults;
}

function ledgerFaults(data: string): string[] {
  const ledger = openLedger(data);
  try {
    return ledger
      .identity()
      .faults.map(({ what, where, expected, found }) => `${where}: ${what} (${expected}, ${found})`);
  } finally {
    ledger.close();
  }
}

/** The same with whole processes of the program: of two desks with the same line one pays, and one says no. */
export async function raceReturnCommands(
  data: string,
  { rounds, desks }: { rounds: number; desks: number },
): Promise<Proven> {
  const lists = (await paperLists(data)).slice(-rounds);
  const group = await openLanes(data, 1);
  const failures: string[] = [];
  for (const [round, list] of lists.entries()) {
    const redemption = await pay(group, list, `command-${round}`);
    const ran = await Promise.all(
      Array.from({ length: desks }, () =>
        duelist(['return', '--redemption', String(redemption), '--line', '1', '--data', data]),
      ),
    );
    const codes = ran.map(({ code }) => code).sort();
    const expected = [0, ...Array.from({ length: desks - 1 }, () => 1)];
    if (codes.join() !== expected.join())
      failures.push(`command round ${round} (list ${list.code}): exit codes ${codes.join()}`);
  }
  await group.close();
  const doubled = query<{ line: string }>(
    data,
    'ledger.db',
    `SELECT redemption_id || '/' || line_no AS line FROM ledger_return JOIN redemption_line USING (redemption_id, line_no)
     GROUP BY redemption_id, line_no HAVING sum(ledger_return.quantity_milli) > redemption_line.quantity_milli`,
  );
  failures.push(...doubled.map(({ line }) => `line ${line} came back twice`), ...ledgerFaults(data));
  return { count: lists.length, failures, figures: { commandRounds: lists.length } };
}
