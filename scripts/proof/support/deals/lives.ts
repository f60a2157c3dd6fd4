import { join } from 'node:path';
import { Dice } from '../../../simulate/random.ts';
import { copyData } from '../chain.ts';
import { Arm, foundChain, LEAD_DAYS, redeem, VALID_DAYS } from './arm.ts';
import { type Paper, type PaperDeal, type Purchase, Shopper } from './shopper.ts';
import { DEALS, type Deal, householdOf, productId } from './world.ts';

/** Days of receipts before the first plan, so that there is something to learn from. */
const HISTORY_DAYS = 210;
const FIRST_PLAN = 20_600;
const CYCLE_DAYS = 14;
/** What an offer may spend in all, by households and cycles: about a third of what would be asked for. */
const BUDGET_CENTS = 12;

export type Size = { readonly seed: number; readonly households: number; readonly cycles: number };

export type Bought = Purchase & { readonly off: number };
/** A list as it went out: its specials, and all its products in printed order. */
export type Sheet = Paper & { readonly products: readonly string[] };

/** What became of the chain under one rule. */
export type Life = {
  readonly name: string;
  /** By household, all of it from the first plan on. */
  readonly bought: readonly (readonly Bought[])[];
  /** By cycle: what each household had in hand. */
  readonly sheets: readonly ReadonlyMap<number, Sheet>[];
  readonly shoppers: readonly Shopper[];
  /** What the lanes had to charge the store, since a budget was gone. */
  readonly storeCents: number;
  readonly arm: Arm | undefined;
  /** Cycles' numbers in the ledger. */
  readonly cycleIds: readonly number[];
};

export type Lives = {
  readonly size: Size;
  readonly duelist: Life;
  readonly mass: Life;
  readonly mostBought: Life;
  /** The same households, the same dice, no paper. */
  readonly none: Life;
  /** Households that the control group was drawn for: they had a list that nobody saw. */
  readonly control: ReadonlySet<number>;
  readonly budgetCents: number;
};

function asOfCycle(cycle: number): number {
  return FIRST_PLAN + cycle * CYCLE_DAYS;
}

/** Cycle in whose days a day falls; -1: before the first list. */
export function cycleOfDay(day: number, cycles: number): number {
  return Math.min(cycles - 1, Math.floor((day - FIRST_PLAN - LEAD_DAYS) / CYCLE_DAYS));
}

/** The last day of the last list. */
function lastDay(cycles: number): number {
  return asOfCycle(cycles - 1) + LEAD_DAYS + VALID_DAYS - 1;
}

/** What a rule makes of a cycle: who gets what, once it is out. */
type Rule = (
  arm: Arm | undefined,
  cycle: number,
  life: Mutable,
) => Promise<{ readonly sheets: ReadonlyMap<number, Sheet>; readonly cycleId: number }>;

type Mutable = {
  readonly past: Bought[][];
  readonly bought: Bought[][];
  readonly sheets: ReadonlyMap<number, Sheet>[];
};

/** All four lives, one after the other, each with a data directory of its own. */
export async function liveAll(size: Size, scratch: string, say: (line: string) => void): Promise<Lives> {
  const { households, cycles } = size;
  const budgetCents = BUDGET_CENTS * households * cycles;
  const founded = join(scratch, 'founded');
  await foundChain(founded, join(scratch, 'feeds'), households, FIRST_PLAN, lastDay(cycles), budgetCents);
  // All lives begin alike: with what households bought before the first list.
  const before = new Arm(founded, join(scratch, 'before'));
  for (const [no, bought] of pastOf(shoppersOf(size)).entries())
    for (const one of bought) before.note(no, one, 0);
  await before.ingest();
  const control = new Set<number>();

  say('duelist');
  const duelist = await live('duelist', size, armIn(founded, scratch, 'duelist'), async (arm, cycle) => {
    if (arm === undefined) throw new Error('duelist needs a data directory');
    const cycleId = await arm.plan(asOfCycle(cycle));
    const all = arm.paperOf(cycleId);
    const sheets = new Map<number, Sheet>();
    for (const [no, { isGhost, ...sheet }] of all) {
      if (isGhost) control.add(no);
      else sheets.set(no, { ...sheet, cycle });
    }
    return { sheets, cycleId };
  });
  say('mass mailing');
  const mailed = (cycle: number): number[] => [...(duelist.sheets[cycle]?.keys() ?? [])];
  const mass = await live(
    'mass mailing',
    size,
    armIn(founded, scratch, 'mass'),
    byMail(size, budgetCents, mailed, (quota, households, cycle) =>
      massSheets(size, quota, households, cycle),
    ),
  );
  say('most bought');
  const mostBought = await live(
    'most bought',
    size,
    armIn(founded, scratch, 'most-bought'),
    byMail(size, budgetCents, mailed, (quota, households, cycle, life) =>
      mostBoughtSheets(quota, households, cycle, life),
    ),
  );
  say('no paper');
  const none = await live('no paper', size, undefined, async () => ({ sheets: new Map(), cycleId: 0 }));
  return { size, duelist, mass, mostBought, none, control, budgetCents };
}

function armIn(founded: string, scratch: string, name: string): Arm {
  return new Arm(copyData(founded, join(scratch, name)), join(scratch, `${name}-files`));
}

async function live(name: string, size: Size, arm: Arm | undefined, rule: Rule): Promise<Life> {
  const { cycles } = size;
  const until = lastDay(cycles) + 1;
  const shoppers = shoppersOf(size);
  const life: Mutable = { past: pastOf(shoppers), bought: shoppers.map(() => []), sheets: [] };
  let storeCents = 0;

  const days = async (first: number, end: number): Promise<void> => {
    const shop = (
      pay: (no: number, basket: readonly Purchase[], sheet: Sheet) => ReadonlyMap<string, number>,
    ) => {
      for (let day = first; day < end; day++) {
        const sheets = day < FIRST_PLAN + LEAD_DAYS ? undefined : life.sheets[cycleOfDay(day, cycles)];
        for (const [no, shopper] of shoppers.entries()) {
          const sheet = openOn(sheets?.get(no), life.bought[no] ?? [], cycles);
          const basket = shopper.shop(day, sheet);
          if (basket.length === 0) continue;
          const off = sheet === undefined ? new Map<string, number>() : pay(no, basket, sheet);
          for (const purchase of basket) {
            const taken = off.get(productId(purchase.need, purchase.brand)) ?? 0;
            life.bought[no]?.push({ ...purchase, off: taken });
            arm?.note(no, purchase, taken);
          }
        }
      }
    };
    if (arm === undefined) {
      shop(() => new Map());
      return;
    }
    await arm.open((context) =>
      context.ledger.inTransaction(() =>
        shop((no, basket, sheet) => {
          const named = basket.some(({ need, brand }) =>
            sheet.deals.some(({ deal }) => deal.need === need && deal.brand === brand),
          );
          if (!named) return new Map();
          const answer = redeem(context, no, basket);
          storeCents += answer.storeCents;
          return answer.off;
        }),
      ),
    );
    await arm.ingest();
  };

  const cycleIds: number[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    await arm?.night(asOfCycle(cycle));
    const { sheets, cycleId } = await rule(arm, cycle, life);
    life.sheets.push(sheets);
    cycleIds.push(cycleId);
    await days(asOfCycle(cycle), cycle === cycles - 1 ? until : asOfCycle(cycle + 1));
  }
  await arm?.night(until);
  const { bought, sheets } = life;
  return { name, bought, sheets, shoppers, storeCents, arm, cycleIds };
}

function shoppersOf({ seed, households, cycles }: Size): Shopper[] {
  const [from, until] = [FIRST_PLAN - HISTORY_DAYS, lastDay(cycles) + 1];
  return Array.from({ length: households }, (_, no) => new Shopper(seed, householdOf(seed, no), from, until));
}

/** What they buy before the first plan. Moves them there. */
function pastOf(shoppers: readonly Shopper[]): Bought[][] {
  return shoppers.map((shopper) => {
    const bought: Bought[] = [];
    for (let day = FIRST_PLAN - HISTORY_DAYS; day < FIRST_PLAN; day++)
      bought.push(...shopper.shop(day, undefined).map((one) => ({ ...one, off: 0 })));
    return bought;
  });
}

/** A sheet without what of it was used: an offer is good once. */
function openOn(sheet: Sheet | undefined, bought: readonly Bought[], cycles: number): Sheet | undefined {
  if (sheet === undefined) return undefined;
  const used = new Set<string>();
  for (let at = bought.length - 1; at >= 0; at--) {
    const one = bought[at];
    if (one === undefined || cycleOfDay(one.day, cycles) !== sheet.cycle) break;
    if (one.off > 0) used.add(productId(one.need, one.brand));
  }
  if (used.size === 0) return sheet;
  return { ...sheet, deals: sheet.deals.filter(({ deal }) => !used.has(productId(deal.need, deal.brand))) };
}

/** So many lists may carry an offer in a cycle. */
type Quota = ReadonlyMap<string, number>;
type SheetsFor = (
  quota: Quota,
  households: readonly number[],
  cycle: number,
  life: Mutable,
) => Map<number, { readonly deals: PaperDeal[]; readonly products: string[] }>;

const SPECIALS = 12;
const LIST_LINES = 24;
/** Cycles of its own that a rule knows before it reckons with less than all lists coming back, as duelist does. */
const KNOWN_CYCLES = 3;

/**
 * Another rule under the same budgets, to the same households, with as many specials at most: each cycle may spend its share
 * of what an offer has left, reckoned with the share of its specials that came back so far.
 */
function byMail(
  { cycles }: Size,
  budgetCents: number,
  mailed: (cycle: number) => readonly number[],
  sheetsFor: SheetsFor,
): Rule {
  return async (arm, cycle, life) => {
    if (arm === undefined) throw new Error('a mailing needs a data directory');
    const drawn = new Map<string, number>();
    const back = new Map<string, number>();
    for (const { need, brand, off } of life.bought.flat()) {
      if (off === 0) continue;
      const id = productId(need, brand);
      drawn.set(id, (drawn.get(id) ?? 0) + off);
      back.set(id, (back.get(id) ?? 0) + 1);
    }
    const issued = new Map<string, number>();
    for (const { deal } of life.sheets.flatMap((of) => [...of.values()].flatMap(({ deals }) => deals))) {
      const id = productId(deal.need, deal.brand);
      issued.set(id, (issued.get(id) ?? 0) + 1);
    }
    const quota = new Map(
      DEALS.map(({ offerId, need, brand, valueCents }) => {
        const id = productId(need, brand);
        const share = (budgetCents - (drawn.get(id) ?? 0)) / (cycles - cycle);
        const rate =
          cycle < KNOWN_CYCLES
            ? 1
            : Math.min(1, (1.1 * ((back.get(id) ?? 0) + 1)) / ((issued.get(id) ?? 0) + 1));
        return [offerId, Math.max(0, Math.floor(share / (valueCents * rate)))] as const;
      }),
    );
    const made = sheetsFor(quota, mailed(cycle), cycle, life);
    const specials = new Map([...made].map(([no, { deals }]) => [no, deals]));
    const cycleId = await arm.mail(asOfCycle(cycle), specials);
    return { sheets: new Map([...made].map(([no, sheet]) => [no, { ...sheet, cycle }])), cycleId };
  };
}

/** The same offers to everybody, at one value; where money is for fewer, to those whom the lot hits. */
function massSheets({ seed }: Size, quota: Quota, households: readonly number[], cycle: number) {
  const dice = new Dice(seed);
  const left = new Map(quota);
  const made = new Map<number, { deals: PaperDeal[]; products: string[] }>();
  const lots = households.map((no) => ({ no, lot: dice.stream(110, no, cycle).unit() }));
  for (const { no } of lots.sort((a, b) => a.lot - b.lot)) {
    const deals: PaperDeal[] = [];
    // Each sheet begins where the last one ended, so that every offer has its turn.
    for (let step = 0; step < DEALS.length && deals.length < SPECIALS; step++) {
      const deal = DEALS[(cycle * SPECIALS + made.size * SPECIALS + step) % DEALS.length];
      if (deal === undefined || !take(left, deal)) continue;
      deals.push({ deal, valueCents: deal.valueCents });
    }
    made.set(no, { deals, products: deals.map(({ deal }) => productId(deal.need, deal.brand)) });
  }
  return made;
}

/** What a household bought most in half a year, and the deals that are on that. */
function mostBoughtSheets(
  quota: Quota,
  households: readonly number[],
  cycle: number,
  { past, bought }: Mutable,
) {
  const left = new Map(quota);
  const since = asOfCycle(cycle) - 182;
  const favourites = households.map((no) => {
    const counts = new Map<string, number>();
    for (const { day, need, brand } of [...(past[no] ?? []), ...(bought[no] ?? [])])
      if (day >= since) counts.set(productId(need, brand), (counts.get(productId(need, brand)) ?? 0) + 1);
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return { no, counts, products: sorted.slice(0, LIST_LINES).map(([id]) => id) };
  });
  const made = new Map(favourites.map(({ no, products }) => [no, { deals: [] as PaperDeal[], products }]));
  // Who buys it most has it first.
  for (const deal of DEALS) {
    const id = productId(deal.need, deal.brand);
    const buyers = favourites
      .filter(({ counts }) => (counts.get(id) ?? 0) > 0)
      .sort((a, b) => (b.counts.get(id) ?? 0) - (a.counts.get(id) ?? 0) || a.no - b.no);
    for (const { no } of buyers) {
      const sheet = made.get(no);
      if (sheet === undefined || sheet.deals.length >= SPECIALS) continue;
      if (!take(left, deal)) break;
      sheet.deals.push({ deal, valueCents: deal.valueCents });
      if (!sheet.products.includes(id)) sheet.products.push(id);
    }
  }
  return made;
}

function take(left: Map<string, number>, { offerId }: Deal): boolean {
  const some = left.get(offerId) ?? 0;
  if (some < 1) return false;
  left.set(offerId, some - 1);
  return true;
}
