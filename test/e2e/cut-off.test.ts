import { expect, test } from 'vitest';
import { cutOff } from '../../scripts/proof/cutoff.ts';

/** A share of `npm run proof -- cutoff`: real processes, lines and kills. */
test('two stores that are cut off, killed and mended: every redemption is billed once or reported, to the cent', async () => {
  const { failures, figures } = await cutOff(30, 2, 11, () => undefined);
  expect(failures).toEqual([]);
  expect(Number(figures.offline)).toBeGreaterThan(0);
  expect(Number(figures.given_cents)).toBe(Number(figures.billed_cents) + Number(figures.reported_cents));
});
