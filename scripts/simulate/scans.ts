import { addDays, type Day, formatDay } from '../../src/shared/day.ts';
import type { Basket, BasketLine } from './basket.ts';
import { cardOf, cardShown, HOUSE_CARD } from './cards.ts';
import { exactWeeklyCents, fillExactBasket } from './exact.ts';
import type { Profile } from './households.ts';
import { openPantry, type Pantry, profileOf } from './pantry.ts';
import { type Dice, STREAM } from './random.ts';
import { reversed, ringUp, serviceOf, writeReceipt } from './receipt.ts';
import { lateStore, ScanFiles } from './scan-files.ts';
import { addWhims, fillBasket } from './shopping.ts';
import { scheduleNext, strangerDice, type Trip, tripsOf } from './trips.ts';
import type { World } from './world.ts';

/** What went over the counters: the chain-wide part of the truth. The file that is sent twice counts once. */
export type Counts = {
  lines: number;
  receipts: number;
  sales: number;
  voids: number;
  returns: number;
  coupons: number;
  others: number;
  anonymousReceipts: number;
  houseCardReceipts: number;
  lateLines: number;
  netCents: number;
};

/** Lines by type, as {@link Counts} names them. */
const COUNT_OF = {
  sale: 'sales',
  void: 'voids',
  return: 'returns',
  coupon: 'coupons',
  other: 'others',
} as const;

const REGISTERS = 6;
const RETURN_SHARE = 0.05;
/** Whoever has not come back by then keeps it. */
const RETURN_DAYS_MAX = 28;
const FUEL_SHARE = 0.3;
const LOTTERY_SHARE = 0.4;
const GIFT_SHARE = 0.008;

/** A purchase that its household will bring back on its next trip. Few at any time. */
type Pending = { readonly line: BasketLine; readonly day: Day };

/** State of a run, from the first day to the last. */
type Run = {
  readonly world: World;
  readonly pantry: Pantry;
  readonly files: ScanFiles;
  readonly counts: Counts;
  readonly pending: Map<number, Pending>;
};

/** Shop through all days and write the scans. */
export function writeScans(world: World, dir: string): Counts {
  const run: Run = {
    world,
    pantry: openPantry(world),
    files: new ScanFiles(world, dir),
    counts: noCounts(),
    pending: new Map(),
  };
  for (let today = world.firstDay; today <= world.lastDay; today = addDays(today, 1)) shopDay(run, today);
  run.files.close();
  return run.counts;
}

function shopDay(run: Run, today: Day): void {
  const { world, files } = run;
  const transactions = new Int32Array(world.settings.stores * REGISTERS);
  world.prices.openAt(today);
  files.openDay(today);
  const dayText = formatDay(today);
  for (const trip of tripsOf(world, run.pantry, today)) {
    const basket: Basket = { storeNo: trip.storeNo, day: today, lines: [] };
    const write = (card: string, dice: Dice): void => {
      if (basket.lines.length === 0) return;
      const register = dice.below(REGISTERS);
      const counter = trip.storeNo * REGISTERS + register;
      const transaction = (transactions[counter] ?? 0) + 1;
      transactions[counter] = transaction;
      const storeId = world.storeIds[trip.storeNo] ?? '';
      const head = { storeId, register: register + 1, transaction, day: dayText, minute: trip.minute, card };
      files.write(trip.storeNo, writeReceipt(head, basket.lines, dice));
      count(run, basket, card);
    };
    if (trip.kind === 'main' || trip.kind === 'small') shopHousehold(run, trip, basket, write);
    else shopStranger(run, trip.kind, trip, basket, write);
  }
  files.closeDay();
}

type Write = (card: string, dice: Dice) => void;

function shopHousehold(run: Run, trip: Trip, basket: Basket, write: Write): void {
  const { world, pantry } = run;
  const household = trip.who;
  const profile = profileOf(world, household);
  const dice = world.dice.stream(STREAM.basket, household, basket.day);
  const weeklyCents = exactWeeklyCents(household);
  const card = weeklyCents === undefined ? cardShown(profile, household, dice.unit()) : cardOf(household, 0);
  if (weeklyCents === undefined) {
    bringBack(run, household, basket);
    fillBasket(world, basket, { household, profile, pantry, main: trip.kind === 'main' }, dice);
    keepInMind(run, household, basket, dice);
    ringUp(world, basket, dice);
    addServices(world, basket, profile, dice);
  } else {
    fillExactBasket(world, basket, weeklyCents, Math.floor((basket.day - world.firstDay) / 7));
  }
  write(card, dice);
  scheduleNext(world, pantry, household, profile, trip, basket.day);
}

/** Shoppers whom no card tells apart; the house card buys all over the place, a few lines at a time. */
function shopStranger(run: Run, kind: 'stranger' | 'house', trip: Trip, basket: Basket, write: Write): void {
  const dice = strangerDice(run.world, kind, trip.storeNo, basket.day, trip.who);
  // Past the throws that set the trip's minute.
  for (let thrown = 0; thrown < 8; thrown++) dice.bits();
  addWhims(run.world, basket, dice, kind === 'house' ? 2.2 : 4.5);
  ringUp(run.world, basket, dice);
  write(kind === 'house' ? HOUSE_CARD : '', dice);
}

function bringBack(run: Run, household: number, basket: Basket): void {
  const pending = run.pending.get(household);
  if (pending === undefined) return;
  run.pending.delete(household);
  if (basket.day - pending.day > RETURN_DAYS_MAX) return;
  basket.lines.push(reversed(pending.line, 'return'));
}

/** Now and then something bought today will come back. */
function keepInMind(run: Run, household: number, basket: Basket, dice: Dice): void {
  if (!dice.chance(RETURN_SHARE)) return;
  const units = basket.lines.filter((line) => line.type === 'sale' && line.product.sold === 'unit');
  if (units.length > 0) run.pending.set(household, { line: dice.pick(units), day: basket.day });
}

/** What is paid at the register and is no shopping: fuel where there is a pump, lottery, gift cards. */
function addServices(world: World, basket: Basket, profile: Profile, dice: Dice): void {
  const sell = (subcategory: string, quantity: number, netCents?: number): void => {
    const product = serviceOf(world, subcategory);
    const paid = netCents ?? Math.round(product.priceCents * quantity);
    basket.lines.push({ product, quantity, weightMilli: 0, netCents: paid, discountCents: 0, type: 'sale' });
  };
  if (profile.fuel && basket.storeNo % 10 === 0 && dice.chance(FUEL_SHARE)) {
    sell('Unleaded', Math.round(1000 * (6 + 10 * dice.unit())) / 1000);
  }
  if (profile.plays && dice.chance(LOTTERY_SHARE)) sell('Lottery', dice.between(1, 5));
  if (dice.chance(GIFT_SHARE)) sell('Gift Cards', 1);
}

function count(run: Run, basket: Basket, card: string): void {
  const { counts } = run;
  counts.receipts++;
  if (card === '') counts.anonymousReceipts++;
  if (card === HOUSE_CARD) counts.houseCardReceipts++;
  if (lateStore(run.world, basket.day) === basket.storeNo) counts.lateLines += basket.lines.length;
  for (const line of basket.lines) {
    counts.lines++;
    counts[COUNT_OF[line.type]]++;
    counts.netCents += line.netCents;
  }
}

function noCounts(): Counts {
  return {
    lines: 0,
    receipts: 0,
    sales: 0,
    voids: 0,
    returns: 0,
    coupons: 0,
    others: 0,
    anonymousReceipts: 0,
    houseCardReceipts: 0,
    lateLines: 0,
    netCents: 0,
  };
}
