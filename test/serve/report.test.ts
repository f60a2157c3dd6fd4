import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as report } from '../../src/cli/commands/report.ts';
import { withContext } from '../../src/cli/context.ts';
import { describeLanes } from '../../src/cli/night/lanes.ts';
import type { NightRun } from '../../src/cli/night/run-types.ts';
import type { Day } from '../../src/shared/day.ts';
import { worldIn } from '../cli/world.ts';
import { date } from '../offers/build.ts';
import { atEndpoint, basket, copyOf, DAY, makeChain, scratch } from './room.ts';

const OTHER = '1682907714503312';

test('a week at the lanes: a manager’s word, keyed numbers, returns after deals, what nobody finished', async () => {
  const data = copyOf(await makeChain());
  await atEndpoint(data, async ({ ask }) => {
    const post = (body: object) => ask('POST', '/v1/redemptions', body);
    const override = { manager_id: 'M7', reason: 'queue was long' };
    await post({ ...basket({ business_day: '2026-11-09', keyed: true, operator_id: 12 }), override });
    const back = {
      redemption_id: 1,
      line_no: 2,
      business_day: '2026-11-10',
      store_id: '101',
      register_id: 'desk',
    };
    await ask('POST', '/v1/returns', { ...back, transaction_id: '1' });
    await post(basket({ list_code: OTHER, transaction_id: '2', mode: 'reserve' }));
    await ask('POST', '/v1/redemptions/2/tender');
  });
  // In the first night of the next week the line says so; the report itself is there for whoever asks.
  await withContext(worldIn(scratch).world, { data }, { command: 'nightly' }, (context) => {
    const saidOn = (asOf: Day) => describeLanes({ context, asOf } as NightRun);
    const tuesday = date('2026-11-17');
    const line =
      'lanes last week: 3.00 given by managers, 1 number keyed, 1 household returned goods after a deal, 1 reservation never ended (duelist report lanes --from 2026-11-09 --to 2026-11-15)';
    // The night of Monday was missed.
    expect(saidOn(tuesday)).toEqual([line]);
    context.ledger.nights.begin(date('2026-11-16'), '2026-11-16T01:30:00.000Z', 1, undefined);
    expect(saidOn(date('2026-11-16'))).toEqual([line]);
    expect(saidOn(tuesday)).toEqual([]);
    expect(saidOn(date('2026-11-02'))).toEqual([
      'lanes last week: 1 reservation never ended (duelist report lanes --from 2026-10-26 --to 2026-11-01)',
    ]);
    expect(saidOn(date('2026-10-26'))).toEqual([]);
  });
  const { world, said } = worldIn(scratch);
  const out = join(scratch, 'lanes.csv');
  const options = { data, arguments: ['lanes'], from: '2026-11-04', to: '2026-11-10', out, json: true };
  await report(world, options);
  expect(JSON.parse(said.stdout)).toMatchObject({
    schema: 'duelist.report/1',
    report: 'lanes',
    overrides: [{ redemption_id: 1, manager_id: 'M7', reason: 'queue was long', override_cents: 300 }],
    keyed: [{ store_id: '101', register_id: '4', operator_id: '12', redemptions: 1, total_cents: 300 }],
    returns_after_deals: [
      {
        household_id: 'H1',
        card_ids: ['4807919317'],
        returns: 1,
        refund_cents: 700,
        discount_cents: 200,
        last_day: '2026-11-10',
      },
    ],
    unfinished: [{ redemption_id: 2, business_day: DAY, total_cents: 100 }],
  });
  expect(readFileSync(out, 'utf8').trimEnd().split('\n')).toEqual([
    'kind,store_id,register_id,business_day,transaction_id,redemption_id,household_id,who,reason,times,cents,card_ids',
    'override,101,4,2026-11-09,5512,1,H1,M7,queue was long,1,300,',
    'keyed,101,4,,,,,12,,1,300,',
    'return-after-deal,,,2026-11-10,,,H1,,,1,200,4807919317',
    'unfinished,101,4,2026-10-30,2,2,,,,1,100,',
  ]);
  const quiet = worldIn(scratch);
  await report(quiet.world, { data, arguments: ['lanes'], from: '2026-10-20', to: '2026-10-29' });
  expect(quiet.said.stdout).toContain('0 households brought goods back after a deal');
});
