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
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadKeys } from '../../src/cli/keys.ts';
import { isOurListCode, makeListCode } from '../../src/lists/list-code.ts';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { type LedgerStore, openLedger } from '../../src/store/ledger/ledger-store.ts';
import { date } from '../offers/build.ts';
import { newDatabases } from '../support/new-databases.ts';
import { scratchDirectory } from '../support/scratch.ts';

const scratch = scratchDirectory();
let turn = 0;
let data = '';
let ledger: LedgerStore;

beforeEach(() => {
  turn += 1;
  data = join(scratch, String(turn));
  mkdirSync(data);
  ledger = openLedger(newDatabases(data, 'ledger'));
});
afterEach(() => ledger.close());

const keyFile = (keyId: number): string => join(data, 'keys', `${keyId}.key`);

function writeKey(keyId: number, text: string, mode = 0o600): void {
  mkdirSync(join(data, 'keys'), { recursive: true });
  writeFileSync(keyFile(keyId), text);
  chmodSync(keyFile(keyId), mode);
}

function refusal(): UserError {
  try {
    loadKeys(data, ledger);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the keys were taken');
}

const secretOf = (keyId: number): string =>
  Buffer.from(loadKeys(data, ledger).find((key) => key.keyId === keyId)?.secret ?? []).toString('hex');

describe('the first key', () => {
  test('is made of 32 bytes, for its owner alone, and the ledger remembers its fingerprint and not the key', () => {
    const keys = loadKeys(data, ledger);
    expect(keys).toHaveLength(1);
    expect(keys[0]?.keyId).toBe(1);
    expect(keys[0]?.secret).toHaveLength(32);
    expect(statSync(keyFile(1)).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'keys')).mode & 0o777).toBe(0o700);
    const [[keyId, fingerprint] = [0, '']] = [...ledger.keys.fingerprints()];
    expect(keyId).toBe(1);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(keyFile(1), 'utf8').trim()).not.toBe(fingerprint);
  });

  test('is the same ever after, and no other chain has it', () => {
    const before = secretOf(1);
    expect(secretOf(1)).toBe(before);
    expect(ledger.keys.fingerprints().size).toBe(1);
    data = join(scratch, `${turn}-other`);
    mkdirSync(data);
    const other = openLedger(data);
    expect(Buffer.from(loadKeys(data, other)[0]?.secret ?? []).toString('hex')).not.toBe(before);
    other.close();
  });

  test('is the one that was put there, and stays as it was', () => {
    writeKey(3, `${'ab'.repeat(32)}\n`);
    expect(loadKeys(data, ledger).map(({ keyId }) => keyId)).toEqual([3]);
    expect(secretOf(3)).toBe('ab'.repeat(32));
    expect(readdirSync(join(data, 'keys'))).toEqual(['3.key']);
  });
});

// Each of these would sign paper that nobody can redeem, or let somebody else sign: exit 78 before anything happens.
describe('a key is refused with exit 78', () => {
  const REFUSED: Record<string, { readonly given: string; readonly spoil: () => void }> = {
    'key-missing': { given: 'when its file is gone', spoil: () => rmSync(keyFile(1)) },
    'key-other': { given: "when it is another chain's", spoil: () => writeKey(1, 'cd'.repeat(32)) },
    'key-format': { given: 'when it is no key', spoil: () => writeKey(1, 'secret') },
    'key-readable': { given: 'when everybody can read it', spoil: () => chmodSync(keyFile(1), 0o644) },
  };

  test.each(Object.entries(REFUSED))('%s', (code, { spoil }) => {
    loadKeys(data, ledger);
    spoil();
    const fault = refusal();
    expect(fault.code).toBe(code);
    expect(fault.exitCode).toBe(EXIT.badConfig);
    expect(fault.exitCode).toBe(78);
    expect(fault.at).toEqual({ file: keyFile(1) });
    expect(fault.next).toBeTruthy();
  });

  test.each([0o640, 0o604, 0o620, 0o601])('when its mode is %o', (mode) => {
    loadKeys(data, ledger);
    chmodSync(keyFile(1), mode);
    expect(refusal().code).toBe('key-readable');
  });

  test.each([0o600, 0o400])('and not when its mode is %o', (mode) => {
    loadKeys(data, ledger);
    chmodSync(keyFile(1), mode);
    expect(loadKeys(data, ledger)).toHaveLength(1);
  });

  test('when the whole directory of keys is gone, and no new key takes its place', () => {
    loadKeys(data, ledger);
    rmSync(join(data, 'keys'), { recursive: true });
    expect(refusal().code).toBe('key-missing');
    expect(existsSync(keyFile(1))).toBe(false);
  });

  test.each([
    ['a digit short', 'ab'.repeat(31)],
    ['a digit long', `${'ab'.repeat(32)}a`],
    ['in capitals', 'AB'.repeat(32)],
    ['empty', ''],
  ])('when the first one that was put there is %s', (_, text) => {
    writeKey(1, text);
    expect(refusal().code).toBe('key-format');
  });

  test('when everybody can read the first one that was put there', () => {
    writeKey(1, 'ab'.repeat(32), 0o644);
    expect(refusal().code).toBe('key-readable');
  });

  test('when one of several is missing, though the newest is there', () => {
    writeKey(1, 'ab'.repeat(32));
    loadKeys(data, ledger);
    ledger.keys.remember(2, 'f'.repeat(64));
    expect(refusal()).toMatchObject({ code: 'key-missing', at: { file: keyFile(2) } });
  });
});

test('a code signed by a key that was loaded is read by it when it is loaded again', () => {
  const [signer] = loadKeys(data, ledger);
  if (signer === undefined) throw new Error('no key');
  expect(isOurListCode(makeListCode(signer, 1, date('2026-03-18')), loadKeys(data, ledger))).toBe(true);
});
