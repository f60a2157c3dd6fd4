import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Secrets as the platform wants them: what it makes anew of bare bytes each time costs three times as much as the hash. */
const KEYS = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA-256 of a text. @param secret Bytes that nobody changes. */
export function keyedHash(secret: Uint8Array, text: string): Buffer {
  const key = KEYS.get(secret) ?? createSecretKey(secret);
  KEYS.set(secret, key);
  return createHmac('sha256', key).update(text).digest();
}
