import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { approve, copyData, PLAN_DAY, release } from '../../scripts/proof/support/chain.ts';
import { logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf, type Ran } from '../../scripts/proof/support/program.ts';
import { duelistHere, succeedHere } from './here.ts';
import { type Answer, type LaneRequest, type Shopper, shoppersOf } from './lane.ts';
import { dayAfter, parseRecords } from './records.ts';
import { planned } from './shared-chain.ts';

/** A chain that was backed up, went on, and lost its ledger. */
export type RestoreScene = {
  /** Before its cycle was released. */
  readonly approved: string;
  /** As it was when the backup was made. */
  readonly released: string;
  readonly backup: string;
  /** As it was when the ledger was lost: redeemed, voided and returned since the backup. */
  readonly lost: string;
  /** A day on which its lists are good. */
  readonly day: string;
  readonly shopperNo: (n: number) => Shopper;
  /** Redemptions since the backup. */
  readonly since: { readonly byList: number; readonly byCard: number; readonly returned: number };
};

export async function restoreScene(scratch: string): Promise<RestoreScene> {
  const [approved, released, backup, lost] = ['approved', 'released', 'backup', 'lost'].map((name) =>
    join(scratch, name),
  ) as [string, string, string, string];
  const day = dayAfter(PLAN_DAY, 6);
  await planned(released);
  const lists = await succeedHere(['lists', '--cycle', '1', '--data', released]);
  const shoppers = shoppersOf(parseRecords(lists.stdout), scratch);
  const shopperNo = (n: number): Shopper => {
    const found = shoppers[n];
    if (found === undefined) throw new Error(`only ${shoppers.length} households have two specials`);
    return found;
  };
  await succeedHere(approve(released, '1'));
  copyData(released, approved);
  await succeedHere(release(released, '1'));
  const before = shopperNo(0);
  await redeem(released, { transaction: 'before', day, list: before.code, basket: before.basket });
  await succeedHere(['backup', '--out', backup, '--data', released]);
  copyData(released, lost);
  return { approved, released, backup, lost, day, shopperNo, since: await live(lost, day, shopperNo) };
}

/** What happens after the backup: seven things at the lanes, and one that is answered no. */
async function live(dir: string, day: string, shopperNo: (n: number) => Shopper) {
  const buy = async (transaction: string, n: number, by: 'list' | 'card' = 'list'): Promise<number> => {
    const { code, card, basket } = shopperNo(n);
    const scanned = by === 'list' ? { list: code } : { card };
    const { answer } = await redeem(dir, { transaction, day, basket, ...scanned });
    if (answer.redemption_id === undefined) throw new Error(`${transaction} took nothing`);
    return answer.redemption_id;
  };
  const voided = (id: number): Promise<Ran> =>
    succeedHere(['void', '--redemption', String(id), '--data', dir]);
  const byList = await buy('a', 1);
  const byCard = await buy('b', 2, 'card');
  await voided(await buy('c', 3));
  // The same specials, after the void, on another transaction: the order of the three decides.
  await buy('c2', 3);
  const returned = await buy('d', 4);
  const units = ['--line', '1', '--quantity', '2', '--day', day];
  await succeedHere(['return', '--redemption', String(returned), ...units, '--data', dir]);
  // A redemption of before the backup is undone after it.
  await voided(1);
  await redeem(dir, { transaction: 'no', day, card: 'nobody', basket: shopperNo(1).basket });
  return { byList, byCard, returned };
}

/** One `redeem` of the command line. */
export async function redeem(
  dataDir: string,
  request: LaneRequest & { readonly register?: string },
): Promise<{ ran: Ran; answer: Answer }> {
  const { transaction, day, basket, list, card, register = '1' } = request;
  const ran = await duelistHere([
    ...['redeem', '--store', '101', '--register', register, '--transaction', transaction, '--day', day],
    ...(list === undefined ? [] : ['--list', list]),
    ...(card === undefined ? [] : ['--card', card]),
    ...['--basket', basket, '--data', dataDir, '--json'],
  ]);
  return { ran, answer: documentOf<Answer>(ran) };
}

type Restored = {
  readonly taken_at: string;
  readonly replaced: string | null;
  readonly unreadable: string | null;
  readonly lane_logs: string[];
  readonly feeds_again: string[] | null;
  readonly since_backup:
    | ({ readonly replay_file: string; readonly acts_file: string } & Record<string, unknown>)
    | null;
};

/** What `restore` answers. */
export type RestoreAnswer = {
  readonly restored: Restored | null;
  readonly replayed: (Record<string, number> & { readonly rejected_file: string | null }) | null;
  readonly settled: Record<string, number | string> | null;
  readonly unsettled_since: string | null;
};

export function restore(dir: string, ...args: string[]): Promise<Ran> {
  return duelistHere(['restore', ...args, '--by', 'Ann', '--data', dir, '--json']);
}

/** A restore that must succeed. */
export async function restored(dir: string, ...args: string[]): Promise<RestoreAnswer> {
  const ran = await restore(dir, ...args);
  if (ran.code !== 0) throw new Error(`restore ended with ${ran.code}: ${ran.stderr}${ran.stdout}`);
  return documentOf<RestoreAnswer>(ran);
}

/** All that a ledger says but who did what and which backups came back. Returns have other numbers: some were skipped. */
export function ledgerOf(dir: string): string[] {
  return logicalDump(dir, ['ledger.db'])
    .filter((row) => !/^ledger\.db (?:audit|restoration) /.test(row))
    .map((row) =>
      row
        .replace(/^(ledger\.db ledger_return \[)\d+/, '$1(number)')
        .replace(/^(ledger\.db ledger_entry .*,)\d+\]$/, '$1(number)]'),
    );
}

/** The lanes' log of a data directory. */
export function laneLog(dir: string): string {
  const name = readdirSync(join(dir, 'lanes')).find((each) => each.startsWith('lanes-'));
  if (name === undefined) throw new Error('no lane has written a log');
  return join(dir, 'lanes', name);
}
