import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { run as keyCommand } from '../../src/cli/commands/key.ts';
import { loadKeys, rotateKey } from '../../src/cli/keys.ts';
import { isControl } from '../../src/lists/control-group.ts';
import { isOurListCode, makeListCode } from '../../src/lists/list-code.ts';
import { type LedgerStore, openLedger } from '../../src/store/ledger/ledger-store.ts';
import { date } from '../offers/build.ts';
import { newDatabases } from '../support/new-databases.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
let turn = 0;
let data = '';
let ledger: LedgerStore;

beforeEach(() => {
  turn += 1;
  data = join(scratch, String(turn));
  ledger = openLedger(newDatabases(data, 'ledger'));
});
afterEach(() => ledger.close());

const keyFile = (keyId: number): string => join(data, 'keys', `${keyId}.key`);
const rotate = () => rotateKey(data, ledger, () => undefined);
const ids = (): number[] => loadKeys(data, ledger).map(({ keyId }) => keyId);
const DAY = date('2026-11-08');

function only<T>(list: readonly T[], place: number): T {
  const one = list.at(place);
  if (one === undefined) throw new Error('there is none');
  return one;
}

describe('a rotation', () => {
  test('signs with the next number, and keeps the ones before', () => {
    expect(ids()).toEqual([1]);
    expect(rotate()).toMatchObject({ keyId: 2 });
    expect(ids()).toEqual([2, 1]);
    expect(statSync(keyFile(2)).mode & 0o777).toBe(0o600);
    expect(readFileSync(keyFile(2), 'utf8')).not.toBe(readFileSync(keyFile(1), 'utf8'));
    expect(readdirSync(join(data, 'keys')).sort()).toEqual(['1.key', '2.key']);
  });

  test('comes to 0 after 9, and then to an end that changes nothing', () => {
    for (const keyId of [2, 3, 4, 5, 6, 7, 8, 9, 0]) expect(rotate().keyId).toBe(keyId);
    const before = readdirSync(join(data, 'keys'));
    expect(rotate).toThrow(expect.objectContaining({ code: 'keys-used-up', exitCode: 1 }));
    expect(ids()).toEqual([0, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(readdirSync(join(data, 'keys'))).toEqual(before);
  });

  test('begins after the key that somebody put there', () => {
    mkdirSync(join(data, 'keys'));
    writeFileSync(keyFile(8), 'ab'.repeat(32), { mode: 0o600 });
    expect(ids()).toEqual([8]);
    expect([rotate().keyId, rotate().keyId]).toEqual([9, 0]);
    expect(rotate).toThrow(/key 0 is the last/);
  });

  test('that was killed before the ledger knew the key goes on with that key', () => {
    ids();
    expect(() =>
      rotateKey(data, ledger, () => {
        throw new Error('killed');
      }),
    ).toThrow('killed');
    expect(ids()).toEqual([1]);
    const left = readFileSync(keyFile(2), 'utf8');
    expect(rotate().keyId).toBe(2);
    expect(readFileSync(keyFile(2), 'utf8')).toBe(left);
  });

  test.each([
    ['missing', () => rmSync(keyFile(1)), 'key-missing'],
    ['another', () => writeFileSync(keyFile(1), 'cd'.repeat(32)), 'key-other'],
    ['open to others', () => chmodSync(keyFile(1), 0o644), 'key-readable'],
  ])('is refused while an earlier key is %s', (_, spoil, code) => {
    ids();
    spoil();
    expect(rotate).toThrow(expect.objectContaining({ code, exitCode: 78 }));
    expect(existsSync(keyFile(2))).toBe(false);
  });

  test.each([
    ['no key', 'nonsense', 0o600, 'key-format'],
    ['open to others', 'ab'.repeat(32), 0o644, 'key-readable'],
  ])('is refused when what stands in its place is %s', (_, text, mode, code) => {
    ids();
    writeFileSync(keyFile(2), text);
    chmodSync(keyFile(2), mode);
    expect(rotate).toThrow(expect.objectContaining({ code }));
    expect(ids()).toEqual([1]);
  });
});

test('however often keys are rotated, nobody changes arms, codes of all keys hold, and forged ones of none', () => {
  const household = fc.string({ minLength: 1, maxLength: 12 });
  const before = loadKeys(data, ledger);
  const keys = [before];
  for (let count = 0; count < 4; count++) {
    rotate();
    keys.push(loadKeys(data, ledger));
  }
  const last = only(keys, -1);
  fc.assert(
    fc.property(household, fc.integer({ min: 0, max: 50 }), (householdId, percent) => {
      const arms = keys.map((of) => isControl(only(of, -1).secret, householdId, percent));
      expect(new Set(arms).size).toBe(1);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 0, max: 15 }), (listId, place) => {
      for (const of of keys) {
        const code = makeListCode(only(of, 0), listId, DAY);
        expect(code.startsWith(String(only(of, 0).keyId))).toBe(true);
        expect(isOurListCode(code, last)).toBe(true);
        const digit = (Number(code[place]) + 1) % 10;
        const forged = `${code.slice(0, place)}${digit}${code.slice(place + 1)}`;
        expect(isOurListCode(forged, last)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

describe('key list', () => {
  async function list() {
    const { world, said } = worldIn(scratch);
    await keyCommand(world, { data, json: true, arguments: ['list'] });
    return { exitCode: said.exitCode, document: JSON.parse(said.stdout), stdout: said.stdout };
  }

  test('says which key signs, which draws the control group, and shows none of them', async () => {
    ids();
    await keyCommand(worldIn(scratch).world, { data, by: 'Jo', arguments: ['rotate'] });
    const { exitCode, document, stdout } = await list();
    expect(exitCode).toBeUndefined();
    expect(document).toMatchObject({
      schema: 'duelist.key/1',
      keys: [
        { key_id: 1, signs: false, draws_control_group: true, lists_good: 0, fault: null },
        { key_id: 2, signs: true, draws_control_group: false, lists_good: 0, fault: null },
      ],
    });
    const [known] = query<{ fingerprint: string }>(data, 'ledger.db', 'SELECT fingerprint FROM signing_key');
    expect(document.keys[0].fingerprint).toBe(known?.fingerprint.slice(0, 16));
    for (const keyId of [1, 2])
      expect(stdout).not.toContain(readFileSync(keyFile(keyId), 'utf8').slice(0, 16));
    expect(query(data, 'ledger.db', 'SELECT actor, act, subject FROM audit')).toEqual([
      { actor: 'Jo', act: 'key-rotate', subject: 'key 2' },
    ]);
  });

  test('names the key whose file is not as it should be, with the way out, and ends in 78', async () => {
    ids();
    rotate();
    rmSync(keyFile(1));
    const { exitCode, document } = await list();
    expect(exitCode).toBe(78);
    expect(document.keys).toMatchObject([
      { key_id: 1, fault: 'key-missing', mend: expect.stringContaining('backup') },
      { key_id: 2, fault: null },
    ]);
  });

  test('counts the lists on paper by the key that signed them', async () => {
    ids();
    const cycle = {
      asOf: DAY,
      validFrom: DAY,
      validUntil: DAY,
      households: 'all',
      inputsSha256: 'a'.repeat(64),
    } as const;
    const cycleId = ledger.cycles.begin(cycle);
    const write = (householdId: string): void =>
      ledger.earlierLists.write(
        cycleId,
        [{ listCode: householdId, planned: { ...emptyList, householdId } }],
        (listId) => makeListCode(only(loadKeys(data, ledger), 0), listId, DAY),
      );
    write('H1');
    rotate();
    write('H2');
    write('H3');
    ledger.earlierLists.release(cycleId, 'Jo', 'b'.repeat(64));
    const good = async () =>
      (await list()).document.keys.map((key: { lists_good: number }) => key.lists_good);
    expect(await good()).toEqual([1, 2]);
    expect([...ledger.keys.listsGood(date('2026-11-09'))]).toEqual([]);
  });

  test.each([[[]], [['lst']], [['list', 'all']], [['rotate', '1']]])(
    'is not asked for by %j (64)',
    async (args) => {
      const asked = keyCommand(worldIn(scratch).world, { data, arguments: args });
      await expect(asked).rejects.toMatchObject({ exitCode: 64 });
    },
  );
});

const emptyList = {
  arm: 'treatment',
  dropNo: 0,
  drops: 1,
  homeStoreId: undefined,
  mail: false,
  weeklySpendCents: 0,
  addressee: { name: undefined, addressLines: [], language: 'en', largePrint: false },
  lines: [],
} as const;
