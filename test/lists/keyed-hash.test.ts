import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyedHash } from '../../src/lists/keyed-hash.ts';

test('the hash is the platform’s with the bare bytes, the first time and again, for secrets that alternate', () => {
  const secrets = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  for (const text of ['list-code|1', 'list-code|1', 'é']) {
    for (const secret of secrets) {
      const plain = createHmac('sha256', secret).update(text).digest('hex');
      expect(keyedHash(secret, text).toString('hex')).toBe(plain);
    }
  }
});
