import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { withContext } from '../../src/cli/context.ts';
import { requireCycle } from '../../src/cli/cycle/cycle.ts';
import { sha256 } from '../../src/cli/files.ts';
import type { EmailDone } from '../../src/cli/print/crew/email-hands.ts';
import { work } from '../../src/cli/print/crew/work.ts';
import { run } from '../../src/cli/run.ts';
import type { FromThread } from '../../src/cli/threads/ordered.ts';
import { households } from '../support/chain-facts.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { filesThatHave } from '../support/household-traces.ts';
import { type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned, released } from '../support/shared-chain.ts';
import { worldIn } from './world.ts';

/** Who gets a list by e-mail, and who does not. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'out');
/** Households of the released cycle, in order, each with something of its own. */
let of: Record<(typeof CASES)[number], string>;
const CASES = [
  ...['agreed', 'onlyByEmail', 'said no', 'said nothing', 'no address', 'bad address'],
  ...['opted out', 'no mail', 'moved', 'changes its mind'],
] as const;
const CONFIG =
  '[brand]\nlogo = "logo.svg"\n[email]\nfrom = "Dick’s <lists@shop.example>"\nunsubscribe = "https://shop.example/?l={list_id}"\n';

const email = (...more: string[]) => [
  'email',
  '--cycle',
  '1',
  '--out',
  out,
  '--data',
  data,
  '--json',
  ...more,
];
const rowsOf = (name: string): Rec[] => readRecords(join(out, name));
const told = async (...more: string[]) => JSON.parse((await succeedHere(email(...more))).stdout);
const ingest = (feed: string, lines: readonly string[]) => {
  const file = join(scratch, `${feed}-${sha256(lines.join()).slice(0, 8)}.csv`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return succeedHere(['ingest', feed, file, '--data', data]);
};

const HEADER = 'household_id,card_ids,name,mail_consent,email,email_consent,home_store_id';
function row(id: string, consent: string, address = `${id.toLowerCase()}@example.com`, mail = 'yes'): string {
  const known = households.get(id);
  return `${id},${known?.('card_ids')},${known?.('name')},${mail},${address},${consent},${known?.('home_store_id')}`;
}

beforeAll(async () => {
  await released(data);
  writeFileSync(join(data, 'duelist.toml'), CONFIG);
  writeFileSync(
    join(data, 'logo.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path fill="#d00" d="M0 0h9v3z"/></svg>',
  );
  const ids = query<{ household_id: string }>(
    data,
    'ledger.db',
    'SELECT household_id FROM list WHERE cycle_id = 1 AND list_code IS NOT NULL ORDER BY list_id',
  ).map((each) => each.household_id);
  of = Object.fromEntries(CASES.map((name, at) => [name, ids[at] ?? ''])) as typeof of;
  await ingest('households', [
    HEADER,
    row(of.agreed, 'yes'),
    row(of.onlyByEmail, 'yes', undefined, 'no'),
    row(of['said no'], 'no'),
    row(of['said nothing'], ''),
    row(of['no address'], 'yes', ''),
    row(of['bad address'], 'yes', 'ma@ria@example.com'),
    row(of['opted out'], 'yes'),
    row(of['no mail'], 'yes'),
    row(of.moved, 'yes'),
    row(of['changes its mind'], 'yes'),
  ]);
  await ingest('suppressions', [
    'household_id,reason,start_day',
    `${of['opted out']},opted_out,2026-10-01`,
    `${of['no mail']},no_mail,2026-10-01`,
    `${of.moved},moved,2026-10-01`,
  ]);
  query(data, 'ledger.db', 'SELECT 1');
});

test('who agreed gets one, whatever it said of paper; everybody else none, for a reason that is named', async () => {
  const answer = await told();
  const sent = rowsOf('emails.csv').map((each) => each('household_id'));
  const cases = new Set(Object.values(of));
  expect(sent.filter((id) => cases.has(id))).toEqual(
    [of.agreed, of.onlyByEmail, of.moved, of['changes its mind']].sort(),
  );
  // Whoever else of the chain agreed, as its feed says it.
  const others = sent.filter((id) => !cases.has(id));
  expect(others.length).toBeGreaterThan(10);
  expect(others.every((id) => households.get(id)?.('email_consent') === 'yes')).toBe(true);
  expect(answer).toMatchObject({ emails: sent.length, messages: sent.length, state: 'released' });
  const kept = new Map(rowsOf('not-emailed.csv').map((each) => [each('household_id'), each('reason')]));
  expect(kept.get(of['said no'])).toBe('no-consent');
  expect(kept.get(of['said nothing'])).toBe('no-consent');
  expect(kept.get(of['no address'])).toBe('no-address');
  expect(kept.get(of['bad address'])).toBe('address-invalid');
  expect(kept.get(of['opted out'])).toBe('suppressed');
  expect(kept.get(of['no mail'])).toBe('suppressed');
  const lists = query<{ n: number }>(
    data,
    'ledger.db',
    'SELECT count(*) AS n FROM list WHERE list_code IS NOT NULL',
  );
  expect(answer.emails + answer.not_emailed).toBe(lists[0]?.n);
});

test('one code in all copies, and the files are what the table says', () => {
  const [first] = rowsOf('emails.csv').filter((each) => each('household_id') === of.agreed);
  if (first === undefined) throw new Error('no e-mail');
  const code = first('list_code');
  const [list] = query<{ list_code: string }>(
    data,
    'ledger.db',
    `SELECT list_code FROM list WHERE list_id = ${first('list_id')}`,
  );
  expect(code).toBe(list?.list_code);
  const said = code.replace(/(.{4})(?=.)/g, '$1 ');
  expect(readFileSync(join(out, first('html')), 'utf8')).toContain(said);
  expect(readFileSync(join(out, first('text')), 'utf8')).toContain(said);
  expect(readFileSync(join(out, first('pdf')), 'latin1')).toContain(said);
  for (const part of ['html', 'text', 'symbol', 'pdf', 'eml', 'logo'])
    expect(sha256(readFileSync(join(out, first(part))))).toBe(first(`sha256_${part}`));
  const eml = readFileSync(join(out, first('eml')), 'latin1');
  expect(eml).toContain(`Message-ID: <${first('message_id')}>`);
  expect(eml).toContain(`Content-ID: <logo-${first('message_id')}>`);
  expect(readFileSync(join(out, first('html')), 'utf8')).toContain('<img src="logo.png" alt="');
  expect(readFileSync(join(out, first('html')), 'utf8')).toContain(
    `https://shop.example/?l=${first('list_id')}`,
  );
});

test('one that is stopped has no table; again is the same to the byte, under the same message ids', async () => {
  const before = contents();
  let looks = 0;
  const { world, said } = worldIn(process.cwd(), {
    argv: email(),
    now: () => new Date(),
    stopSignal: () => (looks++ === 1 ? 'SIGTERM' : undefined),
  });
  await run(world);
  expect([said.exitCode, said.stderr]).toEqual([143, expect.stringContaining('it writes all of them anew')]);
  expect(readdirSync(out)).not.toContain('emails.csv');
  await told();
  expect(contents()).toEqual(before);
});

test('what a thread is sent, and sends back, makes the same', async () => {
  const folder = join(scratch, 'thread');
  mkdirSync(folder);
  const { world } = worldIn(scratch, { now: () => new Date() });
  const rows = await withContext(world, { data }, { command: 'email', lock: true }, async (context) => {
    const { config, dataDir } = context;
    const cycle = requireCycle(context, '1');
    const { port1, port2 } = new MessageChannel();
    // As a thread begins, in this one: another takes a second to start.
    const ended = work(
      { makes: 'emails', dataDir, config, cycle, dir: folder, compileCache: undefined },
      port2,
    );
    const listIds = [...context.ledger.lists.addressed(1)].map(({ listId }) => listId);
    for (const [jobNo, some] of [listIds.slice(0, 40), listIds.slice(40)].entries())
      port1.postMessage({ tag: 'job', jobNo, job: { listIds: some } });
    const done: FromThread<EmailDone>[] = [];
    for (let at = 0; at < 2; at++) done.push((await once(port1, 'message'))[0]);
    port1.postMessage({ tag: 'end' });
    await ended;
    return done.flatMap((each) => (each.tag === 'done' ? each.done.outcomes : []));
  });
  const written = rows.flatMap((made) => (made.tag === 'written' ? [String(made.row[0])] : []));
  expect(written).toEqual(rowsOf('emails.csv').map((each) => each('list_id')));
  const [ours, theirs] = [folder, join(out, 'emails')].map(
    (dir) => new Map(readdirSync(dir).map((name) => [name, sha256(readFileSync(join(dir, name)))])),
  );
  theirs?.delete('logo.png');
  expect(ours).toEqual(theirs);
});

test('who changes its mind gets none the next time, and no file is left', async () => {
  const gone = rowsOf('emails.csv').find((each) => each('household_id') === of['changes its mind']);
  const before = rowsOf('emails.csv').length;
  await ingest('households', [HEADER, row(of['changes its mind'], 'no')]);
  await told();
  expect(rowsOf('emails.csv').length).toBe(before - 1);
  expect(readdirSync(join(out, 'emails')).filter((name) => name.startsWith(`${gone?.('list_id')}.`))).toEqual(
    [],
  );
});

test('a chain whose feed has the addresses of those alone who agreed says so', async () => {
  writeFileSync(join(data, 'duelist.toml'), '[email]\nconsent = "address"\n');
  const answer = await told();
  const ids = rowsOf('emails.csv').map((each) => each('household_id'));
  expect(ids).toContain(of['said nothing']);
  expect(ids).not.toContain(of['said no']);
  expect(answer.not_emailed_by_reason['address-invalid']).toBe(1);
  // Nobody is named who sends: the parts, and no whole message.
  expect(answer.messages).toBe(0);
  expect(new Set(rowsOf('emails.csv').map((each) => each('eml')))).toEqual(new Set(['']));
  // Nor is there the logo that the chain has no more.
  expect(readdirSync(join(out, 'emails')).filter((name) => /\.eml$|^logo/.test(name))).toEqual([]);
  expect(new Set(rowsOf('emails.csv').map((each) => each('logo')))).toEqual(new Set(['']));
});

test('who is forgotten is not written to, and neither address nor file stays', async () => {
  await succeedHere(['forget', '--household', of.agreed, '--by', 'Ann', '--data', data, '--yes']);
  await told();
  expect(rowsOf('emails.csv').map((each) => each('household_id'))).not.toContain(of.agreed);
  const traces = [`${of.agreed.toLowerCase()}@example.com`];
  expect(filesThatHave(data, traces)).toEqual([]);
  expect(filesThatHave(out, traces)).toEqual([]);
});

test('what nobody has approved is e-mailed to nobody', async () => {
  const draft = join(scratch, 'draft');
  await planned(draft);
  const ran = await duelistHere(['email', '--cycle', '1', '--out', join(scratch, 'none'), '--data', draft]);
  expect([ran.code, ran.stderr]).toEqual([77, expect.stringContaining('is a draft')]);
});

function contents(): Record<string, string> {
  const names = (readdirSync(out, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(out, name)))]));
}
