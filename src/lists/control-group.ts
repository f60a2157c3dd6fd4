import { keyedHash } from './keyed-hash.ts';

/**
 * Whether a household belongs to the control group: by a keyed hash of its id, so that membership is stable for ever,
 * independent of order and data, and nobody can steer a household into an arm without the key. Raising the share only
 * adds households.
 *
 * @param percent 0..100.
 */
export function isControl(secret: Uint8Array, householdId: string, percent: number): boolean {
  // Where there is no such group, as for most chains, nobody has to be drawn.
  if (percent <= 0) return false;
  const hash = keyedHash(secret, `control-group|${householdId}`).readUIntBE(0, 6);
  return hash < (percent / 100) * 2 ** 48;
}
