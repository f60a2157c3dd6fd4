import { expect, test } from 'vitest';
import { day } from '../../src/shared/day.ts';
import { CONFIG } from '../checkout/build.ts';
import { AS_OF, CAN, codeOf, makeCycle, offer, openLedgerIn, plannedList, REQUEST } from './ledger-room.ts';
import { otherProcess } from './processes.ts';
import { connect, dataDir } from './room.ts';

const LANES = 3;
const LISTS = 30;
/** Two chunks of the release, so that lanes meet it between them. */
const NEXT_LISTS = 2500;

const START = "say('ready'); await new Promise((resolve) => process.stdin.once('data', resolve));";

/** A lane that redeems every list, one after the other, in transactions of its own. */
function lane(dir: string, requests: readonly unknown[]) {
  return otherProcess(`
    const { openLedger } = await src('store/ledger/ledger-store.ts');
    const { decideRedemption } = await src('checkout/decide.ts');
    const { contentHash } = await src('checkout/content-hash.ts');
    const ledger = openLedger(${JSON.stringify(dir)});
    ${START}
    for (const request of ${JSON.stringify(requests)}) {
      const identity = { contentHash: contentHash(request), cardHouseholdId: undefined, codeIsOurs: true };
      const decide = (asked, facts) => decideRedemption(asked, facts, ${JSON.stringify(CONFIG)});
      const { decision } = ledger.redemptions.redeem(request, identity, decide);
      if (decision.tag === 'rejected' && decision.reason !== 'nothing-taken') throw new Error(decision.reason);
    }
    ledger.close();
    process.exit(0);`);
}

function releaser(dir: string, cycleId: number) {
  return otherProcess(`
    const { openLedger } = await src('store/ledger/ledger-store.ts');
    const ledger = openLedger(${JSON.stringify(dir)});
    ${START}
    Array.from(ledger.issuer.issue(${cycleId}));
    ledger.cycles.advance(${cycleId}, 'approved', 'released');
    ledger.close();
    process.exit(0);`);
}

test('lanes in several processes, while a release issues: every offer is paid once, and nobody is locked out', async () => {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const o1 = offer('O1');
  const lists = (count: number) =>
    Array.from({ length: count }, (_, place) => plannedList(`H${place}`, [o1]));
  const live = makeCycle(ledger, { offers: [o1], lists: lists(LISTS) });
  const wanted = {
    offers: [o1],
    lists: lists(NEXT_LISTS),
    asOf: day(AS_OF + 14),
    state: 'approved',
  } as const;
  const next = makeCycle(ledger, wanted);

  const lanes = Array.from({ length: LANES }, (_, name) =>
    lane(
      dir,
      Array.from({ length: LISTS }, (_list, place) => ({
        ...REQUEST,
        registerId: `R${name}`,
        transactionId: `T${place}`,
        listCode: codeOf(place + 1),
        lines: [CAN],
      })),
    ),
  );
  const all = [...lanes, releaser(dir, next)];
  await Promise.all(all.map(({ said }) => said('ready')));
  for (const { go } of all) go();
  for (const { ended } of all) expect(await ended).toEqual({ code: 0, stderr: '' });

  expect(ledger.issuer.standing(live)).toEqual({ issued: LISTS, redeemed: LISTS });
  expect(ledger.issuer.standing(next)).toEqual({ issued: NEXT_LISTS, redeemed: 0 });
  expect(ledger.issuer.account('O1', AS_OF)).toMatchObject({ drawnCents: LISTS * 100, drawnCount: LISTS });
  const paid = connect(dir, 'ledger')
    .prepare('SELECT count(*) AS entries, count(DISTINCT issued_offer_id) AS offers FROM ledger_entry')
    .get();
  expect(paid).toEqual({ entries: LISTS, offers: LISTS });
});

function closer(dir: string, cycleId: number) {
  return otherProcess(`
    const { openLedger } = await src('store/ledger/ledger-store.ts');
    const ledger = openLedger(${JSON.stringify(dir)});
    ${START}
    let expired = 0;
    for (const count of ledger.closing.expire(${cycleId})) expired += count;
    if (!ledger.closing.close(${cycleId})) throw new Error('it stays open');
    if (expired === 0) throw new Error('nothing was left to expire');
    ledger.close();
    process.exit(0);`);
}

test('lanes that come late, while the night closes their cycle: every offer is paid once, and what expired did so once', async () => {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const o1 = offer('O1');
  const lists = Array.from({ length: 8 * LISTS }, (_, place) => plannedList(`H${place}`, [o1]));
  const cycleId = makeCycle(ledger, { offers: [o1], lists });
  const requests = (from: number) =>
    Array.from({ length: 2 * LISTS }, (_list, place) => ({
      ...REQUEST,
      registerId: `R${from}`,
      transactionId: `T${place}`,
      listCode: codeOf(from + 3 * place),
      lines: [CAN],
    }));
  const all = [lane(dir, requests(1)), lane(dir, requests(2)), closer(dir, cycleId)];
  await Promise.all(all.map(({ said }) => said('ready')));
  for (const { go } of all) go();
  for (const { ended } of all) expect(await ended).toEqual({ code: 0, stderr: '' });

  const { counts, faults } = ledger.identity();
  expect(faults).toEqual([]);
  expect(counts).toMatchObject({ issued: 8 * LISTS, redeemed: 4 * LISTS, expired: 4 * LISTS, open: 0 });
});
