import { timingSafeEqual } from 'node:crypto';
import type { Day } from '../shared/day.ts';
import { keyedHash } from './keyed-hash.ts';

/** The secret behind list codes and the control group: one per chain, named by a digit so that it can be rotated. */
export type SigningKey = {
  /** 0..9, the first digit of every code made with it. */
  readonly keyId: number;
  readonly secret: Uint8Array;
};

/**
 * What a list's number is like. Sixteen digits in Code 128: a key names ten million lists. Twenty: a hundred thousand
 * million. UPC-A, for lanes that refuse Code 128: one million lists in all.
 */
export const CODE_FORMS = ['code128-16', 'code128-20', 'upc-a'] as const;
export type CodeForm = (typeof CODE_FORMS)[number];

/** What a chain's numbers are like. */
export type CodeShape =
  | { readonly form: 'code128-16' | 'code128-20' }
  | {
      readonly form: 'upc-a';
      /** Orders the serials, since these numbers do not name their key: the chain's first one. */
      readonly serialKey: SigningKey;
      /** 0..9, the second digit: by it registers tell lists from club cards. */
      readonly type: number;
    };

const SIXTEEN: CodeShape = { form: 'code128-16' };

/** UPC-A numbers that there are. */
export const UPC_LISTS_MAX = 1_000_000;

/** Bits of half a block: twice as many cover the serials. */
const SERIALS: Readonly<Record<CodeForm, { readonly count: number; readonly halfBits: number }>> = {
  'code128-16': { count: 1e7, halfBits: 12 },
  'code128-20': { count: 1e11, halfBits: 19 },
  'upc-a': { count: UPC_LISTS_MAX, halfBits: 10 },
};
const WEEKS = 100;
const DAYS_PER_WEEK = 7;

/** `K VV SSSSSSS MMMMMM`, and the same with eleven digits of serial. */
const KEYED = /^(\d{10}|\d{14})(\d{6})$/;
/** `4 T SSSSSS MMM C`: number system 4 is a shop's own, C the check digit of the symbol. */
const UPC = /^(4\d{7})(\d{3})\d$/;

/**
 * The number on a list: `K VV SSSSSSS MMMMMM`, 16 digits: key id, week of the last valid day (weeks since 1970-01-01
 * modulo 100), serial, keyed check digits. The serial is a secret permutation of the list's id, so that codes in a
 * mailing do not count up and one cannot be guessed from another. With 20 digits the serial has eleven. UPC-A has
 * `4 T SSSSSS MMM C`: no key, no week, and check digits that let one guess of a thousand through.
 *
 * @param listId 1..; serials repeat after the form's count of lists of one key.
 * @throws RangeError for a key id that is no digit, a list id that is no whole number (bugs of ours), or a list past the
 *   last of the UPC-A numbers.
 */
export function makeListCode(
  key: SigningKey,
  listId: number,
  validUntil: Day,
  shape: CodeShape = SIXTEEN,
): string {
  if (!Number.isInteger(key.keyId) || key.keyId < 0 || key.keyId > 9) {
    throw new RangeError(`keyId: ${key.keyId}`);
  }
  const { count, halfBits } = SERIALS[shape.form];
  const listIdMax = shape.form === 'upc-a' ? count - 1 : Number.MAX_SAFE_INTEGER;
  if (!Number.isInteger(listId) || listId < 0 || listId > listIdMax)
    throw new RangeError(`listId: ${listId}`);
  if (shape.form === 'upc-a') {
    const body = `4${shape.type}${digits(permute(shape.serialKey.secret, listId, count, halfBits), 6)}`;
    const eleven = body + checkDigits(key.secret, body, UPC_CHECKS);
    return eleven + upcCheckDigit(eleven);
  }
  const week = (Math.floor(validUntil / DAYS_PER_WEEK) % WEEKS) + WEEKS;
  const serial = permute(key.secret, listId % count, count, halfBits);
  const body = `${key.keyId}${digits(week % WEEKS, 2)}${digits(serial, String(count).length - 1)}`;
  return body + checkDigits(key.secret, body, KEYED_CHECKS);
}

/**
 * Whether a scanned or keyed number carries our own check digits. Mod-10 digits of retail symbols let wrong reads
 * through; a forged or misread number passes this one with a chance of one in a million, a UPC-A number one in a
 * thousand for each key.
 */
export function isOurListCode(code: string, keys: readonly SigningKey[]): boolean {
  const [, body, checks] = KEYED.exec(code) ?? [];
  if (body !== undefined && checks !== undefined) {
    const key = keys.find((candidate) => candidate.keyId === Number(code.charAt(0)));
    return key !== undefined && isEqual(checkDigits(key.secret, body, KEYED_CHECKS), checks);
  }
  const [, upcBody, upcChecks] = UPC.exec(code) ?? [];
  if (upcBody === undefined || upcChecks === undefined || formOfListCode(code) !== 'upc-a') return false;
  return keys.some((key) => isEqual(checkDigits(key.secret, upcBody, UPC_CHECKS), upcChecks));
}

/**
 * What a number has the form of, whoever made it: `keyed` begins with its key and week; `upc-a` ends in the symbol's own
 * check digit, which any mod-10 number has. undefined: of none of our lists.
 */
export function formOfListCode(code: string): 'keyed' | 'upc-a' | undefined {
  if (KEYED.test(code)) return 'keyed';
  const isUpc = UPC.test(code) && upcCheckDigit(code.slice(0, 11)) === code.charAt(11);
  return isUpc ? 'upc-a' : undefined;
}

/** A number as it is printed, from a scan: scanners that speak EAN put a 0 before the twelve digits of a UPC-A symbol. */
export function printedListCode(scanned: string): string {
  return scanned.replace(/^0(?=4\d{11}$)/, '');
}

function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

/** Source: GS1 General Specifications, check digit calculation: odd places three times, from the left. */
function upcCheckDigit(eleven: string): string {
  const sum = [...eleven].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

type Checks = { readonly context: string; readonly digits: number };
const KEYED_CHECKS: Checks = { context: 'list-code', digits: 6 };
const UPC_CHECKS: Checks = { context: 'list-code-upc', digits: 3 };

function checkDigits(secret: Uint8Array, body: string, checks: Checks): string {
  const mac = keyedHash(secret, `${checks.context}|${body}`);
  return digits(mac.readUIntBE(0, 6) % 10 ** checks.digits, checks.digits);
}

const ROUNDS = 6;

/**
 * A keyed permutation of 0..count - 1: a balanced Feistel network on twice `halfBits` bits, walked on until it lands inside.
 * Source: J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains" (CT-RSA 2002), cycle-walking.
 */
function permute(secret: Uint8Array, value: number, count: number, halfBits: number): number {
  const halves = 2 ** halfBits;
  let block = value;
  do {
    let left = Math.floor(block / halves);
    let right = block % halves;
    for (let round = 0; round < ROUNDS; round++) {
      [left, right] = [right, left ^ mixOf(secret, round, right, halfBits)];
    }
    block = left * halves + right;
  } while (block >= count);
  return block;
}

/** Halves that are remembered: of 12 bits and less, since those of 19 do not come again. */
const REMEMBERED_BITS = 12;

/** What {@link mixOf} found out, per secret: about ten hashes a code are most of the cost of planning a list. */
const MIXES = new WeakMap<Uint8Array, Map<number, Int16Array>>();

/** The keyed round function: bits of a hash, computed once for each case of a narrow block. */
function mixOf(secret: Uint8Array, round: number, right: number, halfBits: number): number {
  if (halfBits > REMEMBERED_BITS) return hashedBits(secret, `serial-${halfBits}|${round}|${right}`, halfBits);
  const widths = MIXES.get(secret) ?? new Map<number, Int16Array>();
  MIXES.set(secret, widths);
  const mixes = widths.get(halfBits) ?? new Int16Array(ROUNDS << halfBits).fill(-1);
  widths.set(halfBits, mixes);
  const at = (round << halfBits) | right;
  const known = mixes[at] ?? -1;
  if (known >= 0) return known;
  const mix = hashedBits(secret, `serial|${round}|${right}`, halfBits);
  mixes[at] = mix;
  return mix;
}

function hashedBits(secret: Uint8Array, text: string, bits: number): number {
  const mac = keyedHash(secret, text);
  return (bits > 16 ? mac.readUIntBE(0, 3) : mac.readUInt16BE(0)) & ((1 << bits) - 1);
}
