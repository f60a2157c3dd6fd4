import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Day } from '../shared/day.ts';

/** The secret behind list codes and the control group: one per chain, named by a digit so that it can be rotated. */
export type SigningKey = {
  /** 0..9, the first digit of every code made with it. */
  readonly keyId: number;
  readonly secret: Uint8Array;
};

const SERIALS = 10_000_000;
const WEEKS = 100;
const DAYS_PER_WEEK = 7;
const CODE = /^\d{16}$/;

/**
 * The number on a list: `K VV SSSSSSS MMMMMM`, 16 digits: key id, week of the last valid day (weeks since 1970-01-01
 * modulo 100), serial, keyed check digits. The serial is a secret permutation of the list's id, so that codes in a
 * mailing do not count up and one cannot be guessed from another.
 *
 * @param listId 1..; serials repeat after ten million lists of one key.
 * @throws RangeError (a bug of ours) for a key id that is no digit, or a list id that is no whole number.
 */
export function makeListCode(key: SigningKey, listId: number, validUntil: Day): string {
  if (!Number.isInteger(key.keyId) || key.keyId < 0 || key.keyId > 9) {
    throw new RangeError(`keyId: ${key.keyId}`);
  }
  if (!Number.isSafeInteger(listId) || listId < 0) throw new RangeError(`listId: ${listId}`);
  const weekNo = Math.floor(validUntil / DAYS_PER_WEEK) % WEEKS;
  const week = String((weekNo + WEEKS) % WEEKS).padStart(2, '0');
  const serial = String(permute(key.secret, listId % SERIALS)).padStart(7, '0');
  const body = `${key.keyId}${week}${serial}`;
  return body + checkDigits(key.secret, body);
}

/**
 * Whether a scanned or keyed number carries our own check digits. Mod-10 digits of retail symbols let wrong reads
 * through; a forged or misread number passes this one with a chance of one in a million.
 */
export function isOurListCode(code: string, keys: readonly SigningKey[]): boolean {
  if (!CODE.test(code)) return false;
  const key = keys.find((candidate) => candidate.keyId === Number(code.charAt(0)));
  if (key === undefined) return false;
  return timingSafeEqual(
    Buffer.from(checkDigits(key.secret, code.slice(0, 10))),
    Buffer.from(code.slice(10)),
  );
}

function checkDigits(secret: Uint8Array, body: string): string {
  const mac = createHmac('sha256', secret).update(`list-code|${body}`).digest();
  return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Half of the Feistel block: 12 bits, so the block covers 0..2^24 - 1, a little more than ten million. */
const HALF_BITS = 12;
const HALF_MASK = (1 << HALF_BITS) - 1;
const ROUNDS = 6;

/**
 * A keyed permutation of 0..9,999,999: a balanced Feistel network on 24 bits, walked on until it lands inside.
 * Source: J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains" (CT-RSA 2002), cycle-walking.
 */
function permute(secret: Uint8Array, value: number): number {
  let block = value;
  do {
    let left = block >> HALF_BITS;
    let right = block & HALF_MASK;
    for (let round = 0; round < ROUNDS; round++) {
      [left, right] = [right, left ^ mixOf(secret, round, right)];
    }
    block = (left << HALF_BITS) | right;
  } while (block >= SERIALS);
  return block;
}

/** What {@link mixOf} found out, per secret: about ten hashes a code are most of the cost of planning a list. */
const MIXES = new WeakMap<Uint8Array, Int16Array>();

/** The keyed round function: 12 bits of a hash, computed once for each of the 6 x 4096 cases. */
function mixOf(secret: Uint8Array, round: number, right: number): number {
  let mixes = MIXES.get(secret);
  if (mixes === undefined) {
    mixes = new Int16Array(ROUNDS << HALF_BITS).fill(-1);
    MIXES.set(secret, mixes);
  }
  const at = (round << HALF_BITS) | right;
  const known = mixes[at] ?? -1;
  if (known >= 0) return known;
  const mac = createHmac('sha256', secret).update(`serial|${round}|${right}`).digest();
  const mix = mac.readUInt16BE(0) & HALF_MASK;
  mixes[at] = mix;
  return mix;
}
