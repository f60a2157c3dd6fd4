import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cardOf } from '../support/chain-facts.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { groupBy, parseRecords, type Rec } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

describe('the report on a cycle', () => {
  const dir = scratchDirectory();
  const data = join(dir, 'data');
  const page = join(dir, 'pages', 'report.html');
  let lists: Rec[];

  beforeAll(async () => {
    await released(data);
    const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', data]);
    lists = parseRecords(stdout);
  });

  const report = async (...more: string[]) =>
    JSON.parse(
      (await succeedHere(['report', 'plan', '--cycle', '1', '--data', data, '--json', ...more])).stdout,
    );

  test('counts the lists as `lists` has them, and says who has none', async () => {
    const document = await report();
    expect(document.schema).toBe('duelist.report-plan/1');
    const perList = groupBy(lists, (row) => row('list_id'));
    const sum = (of: string): number =>
      document.lists.reduce((total: number, group: Record<string, number>) => total + (group[of] ?? 0), 0);
    expect(sum('lists')).toBe(perList.size);
    const specials = lists.filter((row) => row('section') === 'special');
    expect(sum('specials')).toBe(specials.length);
    expect(sum('due_lines')).toBe(lists.filter((row) => row('section') === 'due').length);
    const cents = specials.reduce((total, row) => total + Number(row('offer_value_cents')), 0);
    expect(sum('value_cents')).toBe(cents);
    const byOffer = groupBy(specials, (row) => row('offer_id'));
    for (const offer of document.offers) {
      expect([offer.offer_id, offer.lists, offer.issued]).toEqual([
        offer.offer_id,
        byOffer.get(offer.offer_id)?.length ?? 0,
        byOffer.get(offer.offer_id)?.length ?? 0,
      ]);
    }
    // Every household is told of once: with a list, or without one for a reason.
    const without = Object.values(document.not_planned as Record<string, number>).reduce((a, b) => a + b, 0);
    expect(without).toBeGreaterThan(0);
    expect(document.not_planned.suppressed).toBeGreaterThan(0);
    expect(document.after).toBeNull();
  });

  test('is one page that fetches nothing, and says that nothing can be said yet', async () => {
    expect((await report('--out', page)).page).toBe(page);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('To be seen when the receipts');
    expect(html).not.toMatch(/(?:src|href)="(?!#)[^"]|@import|url\(|https?:\/\//);
    await report('--out', page);
    expect(readFileSync(page, 'utf8')).toBe(html);
    const { code, stderr } = await duelistHere(['report', 'plan', '--out', dir, '--data', data]);
    expect([code, stderr]).toEqual([73, expect.stringContaining('is a folder')]);
  });

  test('says after the last day what was bought, and that nothing can be measured without a control group', async () => {
    const due = lists.find((row) => row('section') === 'due');
    const [household, product, until] = ['household_id', 'product_id', 'valid_until'].map(
      (of) => due?.(of) ?? '',
    );
    const scans = join(dir, 'scans-last.csv');
    writeFileSync(
      scans,
      `store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount
101,1,last-1,${until} 10:00,${cardOf(household ?? '')},${product},1,3.49\n`,
    );
    await succeedHere(['ingest', 'scans', scans, '--data', data]);
    const { after } = await report('--out', page);
    expect(after.treatment).toMatchObject({ lists: groupBy(lists, (row) => row('list_id')).size, bought: 1 });
    expect(after.lift).toEqual({ spend_cents: null, units: null, trips: null });
    expect(readFileSync(page, 'utf8')).toContain('No control group');
    const { stdout } = await succeedHere(['report', 'plan', '--data', data]);
    expect(stdout).toContain('Without a control group nobody can say what they changed.');
  });

  test('is of something that there is', async () => {
    const { code, stderr } = await duelistHere(['report', 'plans', '--data', data]);
    expect([code, stderr]).toEqual([64, expect.stringContaining('did you mean plan?')]);
    expect((await duelistHere(['report', 'plan', '--cycle', '9', '--data', data])).code).toBe(66);
  });
});
