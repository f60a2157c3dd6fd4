import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RedemptionRequest } from '../../../../src/checkout/types.ts';
import { type Context, withContext } from '../../../../src/cli/context.ts';
import { closeCycles } from '../../../../src/cli/cycle/close.ts';
import { redeemAtLane } from '../../../../src/cli/lane/redeem.ts';
import { scoreCycles } from '../../../../src/cli/score/score-cycles.ts';
import { cents } from '../../../../src/shared/cents.ts';
import { addDays, day, formatDay } from '../../../../src/shared/day.ts';
import type { ProductId } from '../../../../src/shared/product-id.ts';
import { query } from '../dump.ts';
import { succeedInside } from '../inside.ts';
import { quietWorld } from '../quiet-world.ts';
import { DEAL_BY_ID, type Paper, type PaperDeal, type Purchase } from './shopper.ts';
import { BRANDS, DEALS, dollars, NEEDS, priceCents, productId } from './world.ts';

/** Between planning and the first day of a list, and how long a list is good. */
export const LEAD_DAYS = 4;
export const VALID_DAYS = 14;

/** One chain's data directory, driven by the product's own commands and stages. */
export class Arm {
  readonly data: string;
  readonly #scratch: string;
  #rows: string[] = [];
  #files = 0;

  constructor(data: string, scratch: string) {
    this.data = data;
    this.#scratch = scratch;
    mkdirSync(scratch, { recursive: true });
  }

  /** A receipt line as the register wrote it. */
  note(household: number, { day: on, need, brand }: Purchase, off: number): void {
    const [id, price] = [productId(need, brand), priceCents(need, brand)];
    this.#rows.push(
      `1,1,${household}-${on},${formatDay(day(on))} 10:00,${cardOf(household)},${id},1,${dollars(price - off)},${dollars(off)}`,
    );
  }

  /** `ingest scans` of what was noted. */
  async ingest(): Promise<void> {
    if (this.#rows.length === 0) return;
    const path = join(this.#scratch, `scans-${++this.#files}.csv`);
    const header =
      'store_id,register_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount,discount_amount';
    writeFileSync(path, `${[header, ...this.#rows].join('\n')}\n`);
    this.#rows = [];
    await succeedInside(['ingest', 'scans', path, '--data', this.data, '--quiet']);
  }

  /** What a night does besides planning: closes what is over, and scores it. */
  async night(asOf: number): Promise<void> {
    await this.open(async (context) => {
      await closeCycles(context, day(asOf));
      await scoreCycles(context, day(asOf));
    });
  }

  /** `plan`, `approve`, `release`. @returns The cycle. */
  async plan(asOf: number): Promise<number> {
    const on = ['--data', this.data, '--json'];
    const said = await succeedInside(['plan', '--as-of', formatDay(day(asOf)), '--households', 'all', ...on]);
    const { cycle_id: cycle }: { cycle_id: number } = JSON.parse(said);
    await succeedInside(['approve', '--cycle', String(cycle), '--by', 'Ann', ...on]);
    await succeedInside(['release', '--cycle', String(cycle), ...on]);
    return cycle;
  }

  /** `cutover` of lists that were made by another rule. @returns The cycle. */
  async mail(asOf: number, specials: ReadonlyMap<number, readonly PaperDeal[]>): Promise<number> {
    const [from, until] = [addDays(day(asOf), LEAD_DAYS), addDays(day(asOf), LEAD_DAYS + VALID_DAYS - 1)];
    const path = join(this.#scratch, `lists-${asOf}.csv`);
    const rows = [...specials].flatMap(([household, deals]) =>
      deals.map(
        ({ deal, valueCents }) =>
          `${householdId(household)},P${asOf}x${household},${formatDay(from)},${formatDay(until)},${deal.offerId},${dollars(valueCents)}`,
      ),
    );
    writeFileSync(path, `household_id,list_code,valid_from,valid_until,offer_id,value\n${rows.join('\n')}\n`);
    const said = await succeedInside([
      ...['cutover', '--lists', path, '--by', 'Ann', '--data', this.data, '--json'],
    ]);
    const { cycles }: { cycles: { cycle_id: number }[] } = JSON.parse(said);
    return cycles[0]?.cycle_id ?? 0;
  }

  /** What went out in a cycle, by household: its specials, and all products on its list in printed order. */
  paperOf(
    cycle: number,
  ): Map<number, Paper & { readonly products: readonly string[]; readonly isGhost: boolean }> {
    type Row = {
      household_id: string;
      arm: string;
      section: string;
      product_id: string | null;
      offer_id: string | null;
      value: number | null;
    };
    const rows = query<Row>(
      this.data,
      'ledger.db',
      `SELECT household_id, arm, section, product_id, offer_id, terms_value_cents AS value
       FROM list JOIN list_line USING (list_id) WHERE cycle_id = ${cycle} ORDER BY list_id, line_no`,
    );
    const lists = new Map<number, { deals: PaperDeal[]; products: string[]; isGhost: boolean }>();
    for (const row of rows) {
      const no = Number(row.household_id.slice(1));
      const list = lists.get(no) ?? { deals: [], products: [], isGhost: row.arm === 'control' };
      lists.set(no, list);
      if (row.product_id !== null) list.products.push(row.product_id);
      const deal = DEAL_BY_ID.get(row.offer_id ?? '');
      if (deal !== undefined) list.deals.push({ deal, valueCents: row.value ?? 0 });
    }
    return new Map([...lists].map(([no, list]) => [no, { cycle, ...list }]));
  }

  /** Work with the directory opened as a command opens it. */
  open<T>(work: (context: Context) => Promise<T> | T): Promise<T> {
    return withContext(quietWorld(), { data: this.data, quiet: true }, { command: 'proof' }, work);
  }
}

/** One basket at a lane, by card. @returns Cents off by product, as the lane answered, and what of it the store bears. */
export function redeem(
  context: Context,
  household: number,
  basket: readonly Purchase[],
): { readonly off: ReadonlyMap<string, number>; readonly storeCents: number } {
  const [first] = basket;
  const request: RedemptionRequest = {
    storeId: '1',
    registerId: '1',
    transactionId: `${household}-${first?.day}`,
    day: day(first?.day ?? 0),
    listCode: undefined,
    cardId: cardOf(household),
    lines: basket.map(({ need, brand }, at) => ({
      lineNo: at + 1,
      productId: productId(need, brand) as ProductId,
      quantityMilli: 1000,
      unitPriceCents: cents(priceCents(need, brand)),
      amountCents: cents(priceCents(need, brand)),
    })),
  };
  const { decision } = redeemAtLane(context, request);
  if (decision.tag === 'rejected') return { off: new Map(), storeCents: 0 };
  return {
    off: new Map(decision.discounts.map(({ productId: id, amountCents }) => [id, amountCents])),
    storeCents: decision.discounts.reduce((sum, { storeCents }) => sum + storeCents, 0),
  };
}

function householdId(no: number): string {
  return `H${String(no).padStart(6, '0')}`;
}

function cardOf(no: number): string {
  return `48${String(no).padStart(8, '0')}`;
}

/** A fresh data directory with everything but receipts. */
export async function foundChain(
  data: string,
  scratch: string,
  households: number,
  firstPlan: number,
  lastDay: number,
  budgetCents: number,
): Promise<void> {
  mkdirSync(join(data, 'keys'), { recursive: true });
  mkdirSync(scratch, { recursive: true });
  // The key draws the control group: with one of its own, every run would have another.
  writeFileSync(join(data, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(
    join(data, 'duelist.toml'),
    `product_ids = "opaque"\n\n[plan]\ncontrol_percent = 20\nlead_days = ${LEAD_DAYS}\nvalid_days = ${VALID_DAYS}\n\n# As many places as the other rules have.\n[tiers]\nsilver_specials = 12\nbronze_specials = 12\n`,
  );
  const window = [firstPlan - 1, lastDay, firstPlan - 1, lastDay + 30]
    .map((on) => formatDay(day(on)))
    .join(',');
  const feeds: Readonly<Record<string, readonly string[]>> = {
    stores: ['store_id,name,state', '1,Main Street,WI'],
    products: [
      'product_id,description,brand,label,department,category,need,size',
      ...range(NEEDS).flatMap((need) =>
        BRANDS.map((brand) => {
          const [name, label] = brand === 'S' ? ['Own', 'private'] : [`${brand} brand ${need}`, 'national'];
          return `${productId(need, brand)},${name} thing ${need},${name},${label},Department ${need % 4},Category ${need % 8},need ${need},1 lb`;
        }),
      ),
    ],
    prices: [
      'product_id,price',
      ...range(NEEDS).flatMap((need) =>
        BRANDS.map((brand) => `${productId(need, brand)},${dollars(priceCents(need, brand))}`),
      ),
    ],
    households: [
      'household_id,card_ids,home_store_id,mail_consent',
      ...range(households).map((no) => `${householdId(no)},${cardOf(no)},1,yes`),
    ],
    offers: [
      'offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end,limit_transaction,budget,values_by_segment,taper',
      ...DEALS.map(
        ({ offerId, funderId, valueCents, need, brand, valuesBySegment, taper }) =>
          `${offerId},${funderId},cents_off,${dollars(valueCents)},${productId(need, brand)},${window},1,${dollars(budgetCents)},${valuesBySegment},${taper}`,
      ),
    ],
  };
  for (const [feed, rows] of Object.entries(feeds)) {
    const path = join(scratch, `${feed}.csv`);
    writeFileSync(path, `${rows.join('\n')}\n`);
    await succeedInside(['ingest', feed, path, '--data', data, '--quiet']);
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, no) => no);
}
