import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SigningKey } from '../lists/list-code.ts';
import { EXIT, UserError } from '../shared/errors.ts';
import type { LedgerStore } from '../store/ledger/ledger-store.ts';
import { syncDirectory } from './files.ts';

const SECRET_BYTES = 32;
const FIRST_KEY_ID = 1;

/**
 * The chain's signing keys, `keys/<id>.key`: 64 hex digits, readable by their owner alone. The ledger knows each one's
 * fingerprint, so that another or a missing key is noticed before it signs or refuses anything.
 *
 * @returns Newest first; the first one signs.
 * @throws UserError (78) when a key is missing, is not the one that the ledger knows, or can be read by others.
 */
export function loadKeys(dataDir: string, ledger: LedgerStore): SigningKey[] {
  const known = ledger.keyFingerprints();
  if (known.size === 0) adoptFirstKey(dataDir, ledger);
  return [...ledger.keyFingerprints()]
    .map(([keyId, fingerprint]) => readKey(keyPath(dataDir, keyId), keyId, fingerprint))
    .sort((a, b) => b.keyId - a.keyId);
}

function keyPath(dataDir: string, keyId: number): string {
  return join(dataDir, 'keys', `${keyId}.key`);
}

/** The first key of a directory: the one that was put there, else a new one. */
function adoptFirstKey(dataDir: string, ledger: LedgerStore): void {
  const dir = join(dataDir, 'keys');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const present = readdirSync(dir)
    .map((name) => /^(\d)\.key$/.exec(name)?.[1])
    .filter((digit) => digit !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const keyId = present[0] ?? FIRST_KEY_ID;
  const path = keyPath(dataDir, keyId);
  if (!existsSync(path)) makeKey(path);
  ledger.rememberKey(keyId, fingerprintOf(parseSecret(path)));
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
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new UserError('key-readable', 'others can read the key', {
      exitCode: EXIT.badConfig,
      at: { file: path },
      next: `Run: chmod 600 ${path}`,
    });
  }
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
