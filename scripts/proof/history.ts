/**
 * Random lives of a chain's history: days, late days, corrections, receipts that did not happen, returns by the registers
 * and by the ledger, cards that move, households that are merged and part again, products that turn out to be no spend, old
 * lines that are dropped. After every event the statistics that are kept are those of `historyAsOf` over all lines that
 * hold, to the last bit, as of several days; of two stores, one of which drops old lines; and exactly the households were
 * marked that the event concerns. Whenever what is marked was renewed, the chain's tables and every household's scores from
 * what is kept are those from all lines, within 1e-9.
 *
 *     npm run proof -- history [--count LIVES] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { historyAsOf } from '../../src/history/derive.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { addDays, type Day } from '../../src/shared/day.ts';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { cadenceDifference } from './support/cadence-truth.ts';
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
        if (!dice.chance(0.3)) continue;
        const off = wrongCadence(room, model, addDays(source.today(), dice.between(1, 30)), count);
        if (off !== undefined) return `${name}, event ${place} (${describe(event)}): ${off}`;
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
      return [event.householdId, ...(from === undefined ? [] : [from])].map((id) => model.rootOf(id));
    }
    case 'merge':
    case 'unmerge':
      return unite(model, event);
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

/** Whoever has a card, or brought something back at a desk, takes it along. */
function unite(
  model: HistoryModel,
  { tag, part, into }: Extract<HistoryEvent, { tag: 'merge' | 'unmerge' }>,
): string[] {
  if (tag === 'unmerge') model.roots.clear();
  else for (const id of [part, into]) model.roots.set(id, into);
  const broughtBack = (id: string): boolean => model.returns.some((back) => back.householdId === id);
  const moves = [...model.owners.values()].includes(part) || broughtBack(part);
  return moves ? [part, into] : broughtBack(into) ? [into] : [];
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
  const fromLines = historiesFromLines(room, model);
  for (const householdId of new Set([...model.households(), ...model.roots.keys()])) {
    for (const asOf of days) {
      const expected = fromLines(householdId, asOf);
      const found = room.peek(expected.householdNo, asOf);
      count('histories compared');
      if (isDeepStrictEqual(found, expected)) continue;
      return `household ${householdId} as of day ${asOf} has ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`;
    }
  }
  return undefined;
}

/** The definition: a household's history from all its lines that hold. */
function historiesFromLines(room: HistoryRoom, model: HistoryModel) {
  const productNo = room.productNumbers();
  const outside = new Set([...model.outsideSpend].map(productNo));
  return (householdId: string, asOf: Day): HouseholdHistory =>
    historyAsOf(
      room.householdNo(householdId),
      model.linesOf(householdId, productNo),
      asOf,
      (no) => !outside.has(no),
      model.returnsOf(householdId, productNo),
    ).history;
}

/** As a plan reads them: what is marked is renewed first. */
function wrongCadence(room: HistoryRoom, model: HistoryModel, asOf: Day, count: Count): string | undefined {
  const kept = room.renewed(asOf);
  const fromLines = historiesFromLines(room, model);
  const anew = model
    .households()
    .map((householdId) => fromLines(householdId, asOf))
    .filter(({ productNos }) => productNos.length > 0);
  for (const { productNos } of anew) count('predictions compared', productNos.length);
  const difference = cadenceDifference(kept, anew, room.productCount(), asOf);
  return difference === undefined ? undefined : `as of day ${asOf}, ${difference}`;
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
