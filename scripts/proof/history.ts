/**
 * Random lives of a chain's history: days, late days, corrections, receipts that did not happen, returns by the registers
 * and by the ledger, cards that move, products that turn out to be no spend, old lines that are dropped. After every event
 * the statistics that are kept are those of `historyAsOf` over all lines that hold, to the last bit, as of several days; of
 * two stores, one of which drops old lines; and exactly the households were marked that the event concerns.
 *
 *     npm run proof -- history [--count LIVES] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { historyAsOf } from '../../src/history/derive.ts';
import { addDays, type Day } from '../../src/shared/day.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { type HistoryEvent, HistoryEvents } from './support/history-events.ts';
import { HistoryModel } from './support/history-model.ts';
import { HistoryRoom } from './support/history-room.ts';

export const title = 'statistics are those of all lines that hold, after whatever happens to them';

const LIVES = 400;
const EVENTS = 30;
const PURPOSE = 40;

export const run: Proof = async ({ seed, count = LIVES, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-history-'));
  try {
    return proveHistories(scratch, { lives: count, seed, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type Options = {
  readonly lives: number;
  readonly seed: number;
  readonly events?: number;
  readonly say: (line: string) => void;
};

export function proveHistories(scratch: string, { lives, seed, say, events = EVENTS }: Options): Proven {
  const failures: string[] = [];
  const figures: Record<string, number> = {};
  const count = (what: string, by = 1): void => {
    figures[what] = (figures[what] ?? 0) + by;
  };
  for (let life = 0; life < lives; life++) {
    const dice = new Dice(seed).stream(PURPOSE, life);
    const fault = live(join(scratch, String(life)), dice, events, count);
    if (fault !== undefined) failures.push(`life ${life}: ${fault}`);
    if ((life + 1) % 50 === 0) say(`${life + 1} of ${lives} lives`);
  }
  return { count: lives, failures, figures };
}

type Count = (what: string, by?: number) => void;

/** @returns What was wrong, and after which event. */
function live(scratch: string, dice: Dice, events: number, count: Count): string | undefined {
  const model = new HistoryModel();
  const source = new HistoryEvents(dice, model);
  const rooms = {
    keeping: new HistoryRoom(join(scratch, 'k')),
    dropping: new HistoryRoom(join(scratch, 'd')),
  };
  try {
    for (let place = 0; place < events; place++) {
      const event = source.next();
      count(event.tag === 'file' ? `${event.what} files` : event.tag);
      const wasSpend = !model.outsideSpend.has('fuel');
      const concerned = happen(model, event);
      for (const [name, room] of Object.entries(rooms)) {
        if (event.tag === 'drop' && name === 'keeping') continue;
        // Goods that change sides make the sums of everybody stale whose statistics are kept.
        const isFlip =
          event.tag === 'spend' && event.spend !== wasSpend && room.knowsProduct(event.productId);
        const all = isFlip ? room.derived() : concerned;
        const expected = [...new Set([...room.marked(), ...all])].sort();
        room.happen(event);
        const marked = room.marked();
        const fault =
          (isDeepStrictEqual(marked, expected) ? undefined : `marked ${marked}, and not ${expected}`) ??
          wrongHistory(room, model, daysToAsk(dice, source.today()), count) ??
          (name === 'keeping' ? wrongVersions(room, model) : undefined);
        if (fault !== undefined) return `${name}, event ${place} (${describe(event)}): ${fault}`;
        // Some readers renew what is marked, and some leave it: what comes next meets both.
        if (dice.chance(0.3)) room.deriveMarked();
      }
    }
    return undefined;
  } finally {
    for (const room of Object.values(rooms)) room.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Tell the model. @returns Whose statistics it concerns. */
function happen(model: HistoryModel, event: HistoryEvent): string[] {
  const before = new Map(model.households().map((id) => [id, model.contentOf(id)]));
  const changed = (): string[] =>
    model
      .households()
      .filter((id) => model.contentOf(id) !== (before.get(id) ?? new HistoryModel().contentOf(id)));
  switch (event.tag) {
    case 'file':
      model.takeIn(event.rows, event.hasWholeDays);
      return changed();
    case 'move': {
      const from = model.owners.get(event.cardId);
      model.owners.set(event.cardId, event.householdId);
      if (from === event.householdId) return [];
      return from === undefined ? [event.householdId] : [from, event.householdId];
    }
    case 'spend':
      if (event.spend) model.outsideSpend.delete(event.productId);
      else model.outsideSpend.add(event.productId);
      return [];
    case 'ledger-return':
      model.returns.push(event.back);
      return changed();
    case 'drop':
      return [];
  }
}

function daysToAsk(dice: Dice, today: Day): Day[] {
  return [addDays(today, 30), addDays(today, 1), addDays(today, -dice.below(20))];
}

function wrongHistory(
  room: HistoryRoom,
  model: HistoryModel,
  days: readonly Day[],
  count: Count,
): string | undefined {
  const productNo = room.productNumbers();
  const outside = new Set([...model.outsideSpend].map(productNo));
  for (const householdId of model.households()) {
    const lines = model.linesOf(householdId, productNo);
    const returns = model.returnsOf(householdId, productNo);
    for (const asOf of days) {
      const householdNo = room.householdNo(householdId);
      const expected = historyAsOf(householdNo, lines, asOf, (no) => !outside.has(no), returns).history;
      const found = room.peek(householdNo, asOf);
      count('histories compared');
      if (isDeepStrictEqual(found, expected)) continue;
      return `household ${householdId} as of day ${asOf} has ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`;
    }
  }
  return undefined;
}

/** What holds no more stays readable. */
function wrongVersions(room: HistoryRoom, model: HistoryModel): string | undefined {
  const kept = room.supersededDays();
  const expected = [...model.superseded].sort((a, b) => a - b);
  return isDeepStrictEqual(kept, expected)
    ? undefined
    : `superseded versions of days ${kept}, not ${expected}`;
}

function describe(event: HistoryEvent): string {
  return event.tag === 'file' ? `${event.what} file of ${event.rows.length} lines` : JSON.stringify(event);
}
