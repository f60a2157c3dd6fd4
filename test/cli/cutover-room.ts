import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import { copyData } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { run as cutover } from '../../src/cli/commands/cutover.ts';
import { run as ingest } from '../../src/cli/commands/ingest.ts';
import { run as plan } from '../../src/cli/commands/plan.ts';
import { run as redeem } from '../../src/cli/commands/redeem.ts';
import { sharedDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

export const scratch = sharedDirectory();
/** The data directory of the test that runs. */
export const room = { data: '' };
let turn = 0;

const HEADER = 'household_id,list_code,valid_from,valid_until,offer_id,value';

/**
 * A chain of four households that buy butter every week, and four offers; a copy of it for each test. To be called by each
 * file: what a module does when it is loaded, it does for the first of several files only.
 */
export function cutoverRoom(): void {
  beforeAll(makeChain, 60_000);
  beforeEach(() => {
    turn += 1;
    room.data = copyData(join(scratch, 'chain'), join(scratch, `chain-${turn}`));
  });
}

async function makeChain(): Promise<void> {
  room.data = join(scratch, 'chain');
  if (existsSync(room.data)) return;
  await feed('products', [
    'product_id,description,brand,category,restricted',
    'B1,Butter,Tamarack,Dairy,none',
    'C1,Coffee,Kessel,Drinks,none',
    'W1,Wine,Rive,Wine,alcohol',
  ]);
  await feed('prices', ['product_id,price', 'B1,4.00', 'C1,9.00', 'W1,12.00']);
  await feed('households', [
    'household_id,card_ids,name,home_store_id,mail_consent',
    ...['H1', 'H2', 'H3', 'H4'].map((id) => `${id},K${id},Name of ${id},1,yes`),
  ]);
  const days = 'issue_start,issue_end,redeem_start,redeem_end';
  const window = '2026-08-01,2026-12-31,2026-08-01,2026-12-31';
  await feed('offers', [
    `offer_id,funder_id,kind,value,products,${days},limit_household,budget,restricted`,
    `BUTTER,F1,cents_off,0.75,B1,${window},2,20.00,none`,
    `COFFEE,F2,new_price,7.00,C1,${window},,,none`,
    `WINE,F3,cents_off,1.00,W1,${window},,,alcohol`,
    `GHOST,F4,bogo,,C9,${window},,,none`,
  ]);
  await feed('scans', [
    'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount',
    ...['H1', 'H2', 'H3', 'H4'].flatMap((id) =>
      Array.from({ length: 17 }, (_, week) => {
        const day = new Date(Date.UTC(2026, 7, 1 + 7 * week)).toISOString().slice(0, 10);
        return [`1,${id}${week},${day},K${id},B1,10,40.00`, `1,${id}${week},${day},K${id},C1,2,18.00`];
      }).flat(),
    ),
  ]);
}

export async function feed(name: string, lines: readonly string[]): Promise<void> {
  const path = join(scratch, `${name}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const set = ['product_ids="opaque"'.replaceAll('"', '')];
  await ingest(worldIn(scratch).world, { data: room.data, set, arguments: [name, path] });
}

export type Document = Record<string, unknown> & { readonly cycles: readonly Record<string, unknown>[] };

/** Take a file over. @returns The JSON document and the exit code. */
export async function take(lines: readonly string[], name = 'old.csv') {
  const path = join(scratch, name);
  writeFileSync(path, `${[HEADER, ...lines].join('\n')}\n`);
  const { world, said } = worldIn(scratch);
  await cutover(world, { data: room.data, lists: path, by: 'Jo', json: true });
  return { document: JSON.parse(said.stdout) as Document, exitCode: said.exitCode, stderr: said.stderr };
}

let transaction = 0;

/** One basket at the lane. */
export async function scan(
  code: { list?: string; card?: string },
  basket: readonly string[],
  day = '2026-10-30',
) {
  transaction += 1;
  const path = join(scratch, 'basket.csv');
  const lines = basket.map((line, index) => `${index + 1},${line}`);
  writeFileSync(path, ['line_no,product_id,quantity,unit_price_cents,amount_cents', ...lines, ''].join('\n'));
  const { world, said } = worldIn(scratch);
  await redeem(world, {
    ...{
      data: room.data,
      store: '1',
      register: '1',
      transaction: String(transaction),
      day,
      basket: path,
      json: true,
    },
    ...code,
  });
  return JSON.parse(said.stdout) as Record<string, unknown> & {
    discounts: { offer_id: string; amount_cents: number; funder_cents: number }[];
    refused: { offer_id: string; reason: string }[];
  };
}

/** The households that a plan finds due. In a copy: a draft keeps its households from the next one. */
export async function dueOn(day: string): Promise<string[]> {
  const { world, said } = worldIn(scratch);
  const copy = copyData(room.data, `${room.data}-on-${day}`);
  const set = ['plan.cycle_days=7', 'plan.valid_days=7', 'plan.control_percent=0'];
  await plan(world, { data: copy, asOf: day, households: 'due', json: true, set });
  const { cycle_id: cycleId } = JSON.parse(said.stdout) as { cycle_id: number | null };
  if (cycleId === null) throw new Error(said.stdout);
  return query<{ household_id: string }>(
    copy,
    'ledger.db',
    `SELECT household_id FROM list WHERE cycle_id = ${cycleId} ORDER BY 1`,
  ).map((row) => row.household_id);
}

export const BUTTER = 'B1,1,400,400';
export const COFFEE = 'C1,1,900,900';
export const TWO_LISTS = [
  'H1,OLD-1 001,2026-10-26,2026-11-08,BUTTER,1.00',
  'H1,OLD-1 001,2026-10-26,2026-11-08,COFFEE,',
  'H2,7700000000000002,2026-10-26,2026-11-08,,',
];
