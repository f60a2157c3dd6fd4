import fc from 'fast-check';
import { expect } from 'vitest';
import { type KeptLine, keptLines } from '../../src/checkout/kept.ts';
import { decideReturn, type ReturnRequest, returnHash } from '../../src/checkout/return.ts';
import type { BasketLine } from '../../src/checkout/types.ts';
import { voidEntries } from '../../src/checkout/void.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { ScanRow } from '../../src/ingest/rows.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { openHistory } from '../../src/store/history/history-store.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import { newDatabases } from '../support/new-databases.ts';
import { AS_OF, codeOf, makeCycle, offer, plannedList, redeem, withdrawOnce } from './ledger-room.ts';
import { dataDir, file, household, scan, takeIn } from './room.ts';

const HAM_15_OFF = { kind: 'percent_off', percentBasisPoints: 1500, valueCents: cents(0) } as const;
const OFFERS = [
  offer('O1', { funderPercent: 33, budgetCents: cents(150), limitTransaction: 2, stack: 'any' }),
  offer('O2', { limitHousehold: 2, onReturn: 'consume', stack: 'any' }, ['bread']),
  offer('O3', { kind: 'basket_off', valueCents: cents(175), funderPercent: 50, stack: 'any' }, []),
  offer('O4', { kind: 'bogo', valueCents: cents(0), stack: 'any' }, ['milk', 'ham']),
  offer('O5', { ...HAM_15_OFF, limitTransaction: 9 }, ['ham']),
];
export const HOUSEHOLDS = ['H1', 'H2'] as const;
const FAR: Day = day(AS_OF + 400);

const sold = fc.record({
  productId: fc.constantFrom('soup', 'bread', 'milk', 'ham', 'fish').map((id) => id as ProductId),
  quantityMilli: fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((pieces) => pieces * 1000),
    fc.integer({ min: 1, max: 2500 }),
  ),
  unitPriceCents: fc.integer({ min: 0, max: 700 }).map(cents),
  /** Whether the lane took the line back again before tender. */
  takenBack: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});

const anyBasket: fc.Arbitrary<readonly BasketLine[]> = fc
  .array(sold, { minLength: 1, maxLength: 5 })
  .map((lines) =>
    lines
      .flatMap(({ takenBack, ...line }) => {
        const { quantityMilli, unitPriceCents } = line;
        const amountCents = cents(Math.round((quantityMilli * unitPriceCents) / 1000));
        const bought = { ...line, amountCents };
        const undone = { ...line, quantityMilli: -quantityMilli, amountCents: cents(-amountCents) };
        return takenBack ? [bought, undone] : [bought];
      })
      .map((line, place) => ({ ...line, lineNo: place + 1 })),
  );

const which = fc.nat({ max: 5 });

/** What lanes, desks, registers and nights do. Which redemption or return is meant is its place in the order of them. */
export const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('redeem' as const),
      transaction: fc.integer({ min: 1, max: 6 }),
      list: fc.constantFrom(1, 2),
      lines: anyBasket,
      onDay: fc.constantFrom(4, 9, 17),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      which,
      line: fc.integer({ min: 1, max: 6 }),
      milli: fc.option(fc.oneof(fc.constantFrom(1000, 2000), fc.integer({ min: 1, max: 3000 }))),
      key: fc.option(fc.integer({ min: 1, max: 4 })),
      later: fc.option(fc.integer({ min: 0, max: 20 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'withdraw' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('scan' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('scan-return' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
type Redeem = Extract<Step, { do: 'redeem' }>;
type GiveBack = Omit<Extract<Step, { do: 'return' }>, 'do'>;

/** A transaction that took something, as a bystander with a pencil would keep it. */
export type Paid = {
  readonly redemptionId: number;
  readonly householdId: string;
  readonly transactionId: string;
  readonly lines: readonly BasketLine[];
  readonly onDay: Day;
  readonly discounts: ReadonlyMap<number, number>;
  readonly totalCents: number;
  voided: boolean;
  scanned: boolean;
};

type Back = {
  readonly of: Paid;
  readonly returnId: number;
  readonly lineNo: number;
  readonly quantityMilli: number;
  readonly refundCents: number;
  readonly discountCents: number;
  /** When the register tells of it. */
  readonly onDay: Day;
  scanned: boolean;
};

/** Two lists of one cycle, and what becomes of them; both databases, and the bystander's notes. */
export class Life {
  readonly dir = newDatabases(dataDir(), 'ledger', 'history');
  readonly ledger = openLedger(this.dir);
  readonly #history = openHistory(this.dir);
  readonly #cycleId: number;
  readonly paid: Paid[] = [];
  readonly #backs: Back[] = [];
  readonly #keys = new Map<number, string>();
  #files = 0;

  constructor() {
    const lists = HOUSEHOLDS.map((id) => plannedList(id, OFFERS));
    this.#cycleId = makeCycle(this.ledger, { offers: OFFERS, lists });
    this.#history.inTransaction(() => {
      for (const id of HOUSEHOLDS) this.#history.storeMaster('households', household(id, [`card of ${id}`]));
    });
  }

  run(step: Step): void {
    if (step.do === 'redeem') this.#pay(step);
    else if (step.do === 'return') this.giveBack(step);
    else if (step.do === 'void') this.#void(this.paid[step.which]);
    else if (step.do === 'close') this.#close();
    else if (step.do === 'withdraw') this.#withdraw();
    else if (step.do === 'scan') this.#scan(this.paid[step.which]);
    else if (step.do === 'scan-return') this.#scanReturn(this.#backs[step.which]);
    else for (const id of HOUSEHOLDS) this.historyOf(id);
  }

  #pay({ transaction, list, lines, onDay }: Redeem): void {
    const transactionId = `T${transaction}`;
    const ask = { transactionId, listCode: codeOf(list), lines, day: day(AS_OF + onDay) };
    const { decision, redemptionId } = redeem(this.ledger, ask);
    if (decision.tag !== 'redeemed' || redemptionId === undefined) return;
    const discounts = new Map<number, number>();
    for (const { lineNo, amountCents } of decision.discounts)
      discounts.set(lineNo, (discounts.get(lineNo) ?? 0) + amountCents);
    const householdId = HOUSEHOLDS[list - 1] ?? '';
    const known = { redemptionId, householdId, transactionId, lines, discounts, onDay: ask.day };
    this.paid.push({ ...known, totalCents: decision.totalCents, voided: false, scanned: false });
  }

  giveBack(step: GiveBack): void {
    const of = this.paid[step.which];
    if (of === undefined) return;
    const onDay = day(of.onDay + (step.later ?? 0));
    const [store, register] = ['S1', 'desk'];
    const request: ReturnRequest = {
      redemptionId: of.redemptionId,
      lineNo: step.line,
      quantityMilli: step.milli ?? undefined,
      key:
        step.key === null
          ? undefined
          : { storeId: store, registerId: register, transactionId: `D${step.key}`, day: day(AS_OF + 30) },
      day: step.later === null ? undefined : onDay,
    };
    const contentHash = returnHash(request);
    const left = this.leftOf(of, step.line);
    const note = { by: 'Ann', at: new Date(0), contentHash };
    const outcome = this.ledger.returns.take(request, note, decideReturn);
    const known = step.key === null ? undefined : this.#keys.get(step.key);
    if (known !== undefined) {
      const retried = outcome.tag === 'rejected' ? outcome.reason : outcome.tag;
      expect(retried).toBe(known === contentHash ? 'already-recorded' : 'transaction-reused');
      return;
    }
    const fits = !of.voided && left > 0 && (step.milli ?? left) <= left;
    expect(outcome.tag).toBe(fits ? 'returned' : 'rejected');
    if (outcome.tag === 'rejected') return;
    if (step.key !== null) this.#keys.set(step.key, contentHash);
    const back = step.milli ?? left;
    expect([outcome.quantityMilli, outcome.leftMilli]).toEqual([back, left - back]);
    this.#backs.push({ ...outcome, of, onDay, scanned: false });
  }

  #void(of: Paid | undefined): void {
    if (of === undefined) return;
    const before = sum(this.backsOf(of), 'discountCents');
    const outcome = this.ledger.redemptions.void(of.redemptionId, voidEntries);
    const tag = of.voided ? 'already-voided' : 'voided';
    expect(outcome).toMatchObject({ tag, reversedCents: of.voided ? 0 : of.totalCents - before });
    of.voided = true;
  }

  #close(): void {
    if (this.ledger.cycles.find(this.#cycleId)?.state !== 'released') return;
    Array.from(this.ledger.closing.expire(this.#cycleId));
    expect(this.ledger.closing.close(this.#cycleId)).toBe(true);
  }

  #withdraw(): void {
    withdrawOnce(this.ledger, [1, 2]);
  }

  backsOf(of: Paid, lineNo?: number): Back[] {
    return this.#backs.filter((back) => back.of === of && (lineNo === undefined || back.lineNo === lineNo));
  }

  keptOf(of: Paid, lineNo: number): KeptLine | undefined {
    return keptLines(of.lines, (no) => of.discounts.get(no) ?? 0).get(lineNo);
  }

  /** What of a line is still with the shopper. */
  leftOf(of: Paid, lineNo: number): number {
    return (this.keptOf(of, lineNo)?.quantityMilli ?? 0) - sum(this.backsOf(of, lineNo), 'quantityMilli');
  }

  #takeIn(...rows: readonly ScanRow[]): void {
    this.#files += 1;
    takeIn(this.#history, file(`file-${this.#files}`, ...rows), 50);
  }

  #rowOf(of: Paid, line: BasketLine): ScanRow {
    return scan({
      transactionId: of.transactionId,
      day: of.onDay,
      cardId: `card of ${of.householdId}`,
      lineNo: line.lineNo,
      productId: line.productId,
      quantityMilli: line.quantityMilli,
      netCents: cents(line.amountCents - (of.discounts.get(line.lineNo) ?? 0)),
    });
  }

  #scan(of: Paid | undefined): void {
    if (of === undefined || of.scanned) return;
    of.scanned = true;
    this.#takeIn(...of.lines.map((line) => this.#rowOf(of, line)));
  }

  /** The register tells of a return by itself, on the day or a few days late, in one of the ways in which registers do. */
  #scanReturn(back: Back | undefined): void {
    const line = back?.of.lines.find(({ lineNo }) => lineNo === back.lineNo);
    if (back === undefined || line === undefined || back.scanned) return;
    back.scanned = true;
    this.#takeIn({
      ...this.#rowOf(back.of, line),
      transactionId: `return-${back.returnId}`,
      day: day(back.onDay + (back.returnId % 3)),
      lineType: back.returnId % 2 === 0 ? 'return' : 'sale',
      quantityMilli: -back.quantityMilli,
      netCents: cents(-back.refundCents),
    });
  }

  scanAll(): void {
    for (const of of this.paid) this.#scan(of);
  }

  scanAllReturns(): void {
    for (const back of this.#backs) this.#scanReturn(back);
  }

  historyOf(householdId: string): HouseholdHistory {
    const { returns } = this.ledger;
    this.#history.returns.carry({ after: returns.goodsAfter });
    const found = this.#history.households.find(householdId);
    if (found === undefined) throw new Error(`no household ${householdId}`);
    return this.#history.households.history(found.householdNo, FAR);
  }

  /** Units by `product day`. */
  boughtBy(householdId: string): Map<string, number> {
    const history = this.historyOf(householdId);
    const ids = this.#history.facts.catalog().products;
    const units = new Map<string, number>();
    for (const [place, productNo] of history.productNos.entries()) {
      for (let at = history.starts[place] ?? 0; at < (history.starts[place + 1] ?? 0); at++)
        units.set(`${ids[productNo]?.productId} ${history.days[at]}`, history.quantityMilli[at] ?? 0);
    }
    return units;
  }

  close(): void {
    this.ledger.close();
    this.#history.close();
  }
}

export function sum<K extends string>(rows: readonly Readonly<Record<K, number>>[], column: K): number {
  return rows.reduce((all, row) => all + row[column], 0);
}
