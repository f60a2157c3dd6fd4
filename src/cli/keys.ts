import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SigningKey } from '../lists/list-code.ts';
import { EXIT, UserError } from '../shared/errors.ts';
import type { LedgerStore } from '../store/ledger/ledger-store.ts';
import { syncDirectory } from './files.ts';
import { makePrivateDirectory } from './permissions.ts';

const SECRET_BYTES = 32;
/** Key ids in the order in which they come into use: one digit each, since a code has room for one. */
const KEY_IDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/**
 * The chain's signing keys, `keys/<id>.key`: 64 hex digits, readable by their owner alone. The ledger knows each one's
 * fingerprint, so that another or a missing key is noticed before it signs or refuses anything.
 *
 * @returns Newest first. The first one signs; the last one draws the control group, so that a new key for the codes
 *   moves no household into another arm.
 * @throws UserError (78) when a key is missing, is not the one that the ledger knows, or can be read by others.
 */
export function loadKeys(dataDir: string, ledger: LedgerStore): SigningKey[] {
  if (ledger.keys.fingerprints().size === 0) adoptFirstKey(dataDir, ledger);
  return knownKeys(ledger)
    .map(({ keyId, fingerprint }) => readKey(keyPath(dataDir, keyId), keyId, fingerprint))
    .reverse();
}

/** Every key that the ledger knows, oldest first. */
export function knownKeys(ledger: LedgerStore): { readonly keyId: number; readonly fingerprint: string }[] {
  return [...ledger.keys.fingerprints()]
    .map(([keyId, fingerprint]) => ({ keyId, fingerprint }))
    .sort((a, b) => KEY_IDS.indexOf(a.keyId) - KEY_IDS.indexOf(b.keyId));
}

/** What is wrong with the file of a key that the ledger knows; undefined: it is sound. */
export function faultOfKey(dataDir: string, keyId: number, fingerprint: string): UserError | undefined {
  try {
    readKey(keyPath(dataDir, keyId), keyId, fingerprint);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * Sign with a new key from now on. Lists that the earlier ones signed stay redeemable, and the control group stays drawn
 * by the oldest. The key is on the disk before the ledger knows it; killed in between, the next run takes that file.
 *
 * @param record Called inside the transaction that makes the key known.
 * @returns The new key's id and fingerprint.
 * @throws UserError (78) when an earlier key is not as it should be; 1 `keys-used-up` when all ten numbers are in use.
 */
export function rotateKey(
  dataDir: string,
  ledger: LedgerStore,
  record: (made: { readonly keyId: number; readonly before: number; readonly fingerprint: string }) => void,
): { readonly keyId: number; readonly fingerprint: string } {
  const before = loadKeys(dataDir, ledger)[0]?.keyId ?? KEY_IDS[0] ?? 1;
  const keyId = KEY_IDS[KEY_IDS.indexOf(before) + 1];
  if (keyId === undefined) {
    throw new UserError('keys-used-up', `key ${before} is the last: a list code has one digit for its key`, {
      exitCode: EXIT.answerIsNo,
      at: { file: keyPath(dataDir, before) },
      next: `Nothing was changed; key ${before} goes on signing. Keep it from other eyes.`,
    });
  }
  const path = keyPath(dataDir, keyId);
  if (!existsSync(path)) makeKey(path);
  requirePrivate(path);
  const fingerprint = fingerprintOf(parseSecret(path));
  ledger.inTransaction(() => {
    ledger.keys.remember(keyId, fingerprint);
    record({ keyId, before, fingerprint });
  });
  return { keyId, fingerprint };
}

function keyPath(dataDir: string, keyId: number): string {
  return join(dataDir, 'keys', `${keyId}.key`);
}

/** The first key of a directory: the one that was put there, else a new one. */
function adoptFirstKey(dataDir: string, ledger: LedgerStore): void {
  const dir = join(dataDir, 'keys');
  makePrivateDirectory(dir);
  const present = KEY_IDS.find((keyId) => existsSync(keyPath(dataDir, keyId)));
  const keyId = present ?? KEY_IDS[0] ?? 1;
  const path = keyPath(dataDir, keyId);
  if (present === undefined) makeKey(path);
  ledger.keys.remember(keyId, fingerprintOf(parseSecret(path)));
}

/** A new key, whole or not at all, and on the disk before the ledger knows it: without it no list can be redeemed. */
function makeKey(path: string): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  const secret = `${randomBytes(SECRET_BYTES).toString('hex')}\n`;
  writeFileSync(temporary, secret, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // A link, not a rename: the key of whoever was faster stays.
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary);
  }
  syncDirectory(dirname(path));
}

function readKey(path: string, keyId: number, fingerprint: string): SigningKey {
  if (!existsSync(path)) {
    throw new UserError('key-missing', `the key ${keyId} that signed this chain's lists is missing`, {
      exitCode: EXIT.badConfig,
      at: { file: path },
      next: 'Put the key file back from your backup. Lists on paper cannot be redeemed without it.',
    });
  }
  requirePrivate(path);
  const secret = parseSecret(path);
  if (fingerprintOf(secret) !== fingerprint) {
    throw new UserError('key-other', `this is not the key ${keyId} that signed this chain's lists`, {
      exitCode: EXIT.badConfig,
      at: { file: path },
      next: 'Put the right key file back from your backup.',
    });
  }
  return { keyId, secret };
}

function requirePrivate(path: string): void {
  if ((statSync(path).mode & 0o077) === 0) return;
  throw new UserError('key-readable', 'others can read the key', {
    exitCode: EXIT.badConfig,
    at: { file: path },
    next: `Run: chmod 600 ${path}`,
  });
}

function parseSecret(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw new UserError('key-format', 'this file does not hold a key', {
    exitCode: EXIT.badConfig,
    at: { file: path },
    next: 'A key file is one line of 64 hexadecimal digits.',
  });
}

function fingerprintOf(secret: Uint8Array): string {
  return createHash('sha256').update('duelist-key|').update(secret).digest('hex');
}
