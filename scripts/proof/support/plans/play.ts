import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BasketLine, RedemptionRequest } from '../../../../src/checkout/types.ts';
import { type Context, withContext } from '../../../../src/cli/context.ts';
import { approveCycle } from '../../../../src/cli/cycle/approve.ts';
import { requireCycle } from '../../../../src/cli/cycle/cycle.ts';
import { releaseCycle } from '../../../../src/cli/cycle/release.ts';
import { ingestFiles } from '../../../../src/cli/ingest/run.ts';
import { redeemAtLane } from '../../../../src/cli/lane/redeem.ts';
import { draftCycle } from '../../../../src/cli/plan/draft.ts';
import { preflightDraft } from '../../../../src/cli/print/demand.ts';
import type { Feed } from '../../../../src/ingest/rows.ts';
import { type Cents, cents } from '../../../../src/shared/cents.ts';
import { day } from '../../../../src/shared/day.ts';
import type { ProductId } from '../../../../src/shared/product-id.ts';
import type { StoredList } from '../../../../src/store/ledger/lists.ts';
import { query } from '../dump.ts';
import { quietWorld } from '../quiet-world.ts';
import type { AnyChain } from './arbitrary.ts';
import { cardOf, FIRST_PLAN, LEAD_DAYS, VALID_DAYS, writeFeeds, writeLaterScans } from './feeds.ts';

/** What came of a chain: its two cycles, and the entries of the ledger. */
export type Played = {
  readonly cycles: readonly { readonly asOf: number; readonly lists: readonly StoredList[] }[];
  readonly baskets: readonly BasketRow[];
  readonly entries: readonly EntryRow[];
};

/** A basket's line, and what one offer took of it. */
export type BasketRow = {
  readonly redemption_id: number;
  readonly line_no: number;
  readonly quantity_milli: number;
  readonly amount_cents: number;
};
export type EntryRow = {
  readonly redemption_id: number;
  readonly basket_line_no: number;
  readonly household_id: string;
  readonly offer_id: string;
  readonly quantity_milli: number;
  readonly amount_cents: number;
  readonly funder_cents: number;
  readonly store_cents: number;
  /** 1: of an offer on the basket. */
  readonly on_basket: number;
  /** Which round of shopping: see {@link play}. */
  readonly round: string;
};

const CYCLE_DAYS = 14;

/**
 * Take a chain in, plan, approve and release; lanes; plan and release again; more lanes on the first cycle's paper, which is
 * good for some days more. By the commands' own functions, in one opened directory.
 *
 * @param empty A data directory without anything in it, to copy: making one takes longer than a plan.
 */
export async function play(chain: AnyChain, empty: string, dir: string): Promise<Played> {
  rmSync(dir, { recursive: true, force: true });
  const data = join(dir, 'data');
  mkdirSync(dir, { recursive: true });
  cpSync(empty, data, { recursive: true });
  writeFileSync(join(data, 'duelist.toml'), configOf(chain));
  const cycles: Played['cycles'][number][] = [];
  await withContext(
    quietWorld(),
    { data, quiet: true },
    { command: 'proof', lock: true },
    async (context) => {
      for (const [feed, path] of writeFeeds(chain, join(dir, 'feeds')))
        await ingestFiles(context, feed as Feed, [path], {
          layoutFile: undefined,
          repair: undefined,
          archives: false,
        });
      for (const asOf of [FIRST_PLAN, FIRST_PLAN + CYCLE_DAYS]) {
        if (asOf > FIRST_PLAN)
          await ingestFiles(context, 'scans', [writeLaterScans(chain, join(dir, 'feeds'), CYCLE_DAYS)], {
            layoutFile: undefined,
            repair: undefined,
            archives: false,
          });
        const drafted = await draftCycle(context, day(asOf), 'all');
        if (drafted.tag !== 'drafted') continue;
        const { cycleId } = drafted.cycle;
        const lists = [...context.ledger.lists.ofCycle(cycleId)];
        cycles.push({ asOf, lists });
        await preflightDraft(context, drafted.cycle);
        approveCycle(context, requireCycle(context, String(cycleId)), 'Ann');
        const approved = context.ledger.cycles.find(cycleId);
        if (approved !== undefined) await releaseCycle(context, approved, 'Ann');
        if (asOf === FIRST_PLAN) shop(context, chain, lists, 'early', asOf + LEAD_DAYS + 2);
      }
      const [first, second] = cycles;
      if (first?.asOf === FIRST_PLAN) shop(context, chain, first.lists, 'late', FIRST_PLAN + CYCLE_DAYS + 2);
      if (second !== undefined) shop(context, chain, second.lists, 'all', second.asOf + LEAD_DAYS + 3);
    },
  );
  return {
    cycles,
    baskets: query(data, 'ledger.db', 'SELECT * FROM redemption_line ORDER BY redemption_id, line_no'),
    entries: query(
      data,
      'ledger.db',
      `SELECT ledger_entry.*, issued_offer.offer_id, household_id, json_extract(terms, '$.kind') = 'basket_off' AS on_basket,
         substr(transaction_id, instr(transaction_id, '-') + 1) AS round
       FROM ledger_entry JOIN issued_offer USING (issued_offer_id)
       JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version
       JOIN redemption ON redemption.redemption_id = ledger_entry.redemption_id WHERE kind = 'commit' ORDER BY entry_id`,
    ),
  };
}

/** Baskets in which everything of some specials is, one after the other, each with as much as it takes twice over. */
function shop(
  context: Context,
  chain: AnyChain,
  lists: readonly StoredList[],
  when: 'early' | 'late' | 'all',
  on: number,
): void {
  for (const list of lists) {
    if (list.arm === 'control') continue;
    const no = Number(list.householdId.slice(1));
    const lines: BasketLine[] = [];
    list.lines.forEach(({ section, productId, facts }, at) => {
      if (section !== 'special') return;
      if (when !== 'all' && chain.shopping[at % chain.shopping.length] !== when) return;
      const id = productId ?? ('P0' as ProductId);
      const price = chain.products[Number(id.slice(1))]?.priceCents ?? 100;
      const units = 2 * Math.max(1, facts.offer?.unitsNeeded ?? 1);
      lines.push({
        lineNo: lines.length + 1,
        productId: id,
        quantityMilli: 1000 * units,
        unitPriceCents: cents(price),
        amountCents: cents(price * units) satisfies Cents,
      });
    });
    if (lines.length === 0) continue;
    const request: RedemptionRequest = {
      storeId: String(list.homeStoreId ?? 1),
      registerId: '1',
      transactionId: `${no}-${when}`,
      day: day(on),
      listCode: undefined,
      cardId: cardOf(no),
      lines,
    };
    redeemAtLane(context, request);
  }
}

function configOf({ config }: AnyChain): string {
  const { specials, tierSpecials, discoveryPercent, controlPercent, tierValueCents } = config;
  const value = `"${Math.floor(tierValueCents / 100)}.${String(tierValueCents % 100).padStart(2, '0')}"`;
  const tiers = ['gold', 'silver', 'bronze'].flatMap((tier) => [
    `${tier}_specials = ${tierSpecials}`,
    `${tier}_value = ${value}`,
  ]);
  return `product_ids = "opaque"

[plan]
lead_days = ${LEAD_DAYS}
valid_days = ${VALID_DAYS}
spend_threshold = "0.01"
min_history_weeks = 1
min_due_lines = 1
lapsed_lists = "full"
specials = ${specials}
discovery_percent = ${discoveryPercent}
control_percent = ${controlPercent}

[tiers]
${tiers.join('\n')}
`;
}
