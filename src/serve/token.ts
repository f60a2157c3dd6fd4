import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LaneToken } from '../store/ledger/tokens.ts';

/** Bytes of chance in a token: nobody guesses 256 bits, so that a plain hash of it is as good as a slow one. */
const SECRET_BYTES = 32;
const SECRET_CHARS = Math.ceil((SECRET_BYTES * 8) / 6);
const TOKEN = new RegExp(`^dlt_([1-9]\\d{0,9})_[\\w-]{${SECRET_CHARS}}$`);

/** Compared with where there is no token of that number, so that this takes as long. */
const NOBODY = Buffer.alloc(32);

/** A new token: `dlt_ID_SECRET`. What begins so can be found where it should not be: in logs, in a repository. */
export function makeToken(tokenId: number): { readonly token: string; readonly sha256: string } {
  const token = `dlt_${tokenId}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, sha256: hash(token).toString('hex') };
}

/** Whose token it is; undefined: nobody's, or no longer good. @param now ISO 8601, UTC. */
export function bearerOf(
  token: string,
  find: (tokenId: number) => LaneToken | undefined,
  now: string,
): LaneToken | undefined {
  const id = TOKEN.exec(token)?.[1];
  if (id === undefined) return undefined;
  const known = find(Number(id));
  const expected = known === undefined ? NOBODY : Buffer.from(known.sha256, 'hex');
  // The whole hash is compared, whatever is wrong with it: the time that it takes says nothing.
  const isRight = timingSafeEqual(hash(token), expected);
  return isRight && known !== undefined && isGood(known, now) ? known : undefined;
}

/** Whether it is neither revoked nor past its end. */
export function isGood({ revokedAt, goodUntil }: LaneToken, now: string): boolean {
  return revokedAt === undefined && (goodUntil === undefined || now < goodUntil);
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
