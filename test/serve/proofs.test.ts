import { expect, test } from 'vitest';
import { run as requests } from '../../scripts/proof/requests.ts';
import { storm } from '../../scripts/proof/storm.ts';

/** Shares of the long proofs `requests` and `storm`. */
const quiet = { args: [], say: () => undefined };

test('damaged, forged and photocopied requests never crash the endpoint and never move a cent', async () => {
  const { failures, figures } = await requests({ ...quiet, seed: 7, count: 250 });
  expect(failures).toEqual([]);
  expect(figures).toMatchObject({ 200: expect.any(Number), 400: expect.any(Number) });
}, 60_000);

test('lanes at an endpoint and beside it are paid once each, and nothing told is lost', async () => {
  const { failures, figures } = await storm(4, { ...quiet, seed: 7, count: 80 });
  expect(failures).toEqual([]);
  expect(Number(figures.committed)).toBeGreaterThan(2);
}, 120_000);
