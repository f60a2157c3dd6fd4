import { resolve } from 'node:path';
import { timingOf } from '../../lists/timing.ts';
import { reasonText } from '../../print/sheet-of-list.ts';
import { wordsOf } from '../../print/words-of.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredLine, StoredList } from '../../store/ledger/lists.ts';
import { withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import { csvLine, writeWhole } from '../files.ts';
import type { CommonOptions } from '../options.ts';
import { readLaw } from '../plan/law.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly cycle: string;
  readonly format: 'csv' | 'json';
  readonly out?: string;
  readonly by?: string;
};

const COLUMNS = [
  'cycle_id',
  'list_id',
  'list_code',
  'household_id',
  'arm',
  'valid_from',
  'valid_until',
  'line_no',
  'section',
  'product_id',
  'need',
  'description',
  'reason',
  'probability',
  'expected_day',
  'regular_price_cents',
  'offer_id',
  'offer_version',
  'offer_value_cents',
  'price_with_offer_cents',
  'tier',
  'timing',
  'list_kind',
  'reason_text',
  'disclosure',
] as const;
type Record_ = Record<(typeof COLUMNS)[number], string | number | null>;

/** `lists`: a row per line, ghost lists included (they have no code). */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'lists' }, (context) => {
    const cycle = requireCycle(context, options.cycle);
    // What every household is likely to buy: a look at all of them.
    context.audit(context.actor(options.by), 'lists', `cycle ${cycle.cycleId}`);
    const json = options.format === 'json' || (options.json === true && options.out === undefined);
    const write = options.out === undefined ? world.stdout : undefined;
    const kept: string[] = [];
    const put = write ?? ((text: string) => void kept.push(text));
    put(json ? `{"schema":"duelist.lists/1","cycle_id":${cycle.cycleId},"lines":[` : csvLine(COLUMNS));
    const { disclosure } = readLaw(context);
    let lines = 0;
    for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
      let text = '';
      for (const line of list.lines) {
        const record = toRecord(cycle, list, line, disclosure(list.homeStoreId));
        text += json
          ? `${lines === 0 ? '' : ',\n'}${JSON.stringify(record)}`
          : csvLine(COLUMNS.map((name) => record[name]));
        lines += 1;
      }
      put(text);
    }
    if (json) put(']}\n');
    if (options.out === undefined) return;
    const target = resolve(world.cwd, options.out);
    writeWhole(target, kept.join(''));
    context.answer(
      { schema: 'duelist.lists/1', cycle_id: cycle.cycleId, lines, out: target },
      `${lines} lines: ${target}\n`,
    );
  });
}

/** @param disclosure What the law of the store's state wants beside every special. */
function toRecord(cycle: Cycle, list: StoredList, line: StoredLine, disclosure: string | undefined): Record_ {
  return {
    cycle_id: cycle.cycleId,
    list_id: list.listId,
    list_code: list.listCode ?? null,
    household_id: list.householdId,
    arm: list.arm,
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    line_no: line.lineNo,
    section: line.section,
    product_id: line.productId ?? null,
    need: line.need ?? null,
    description: line.description,
    reason: line.reason,
    probability: line.probability ?? null,
    expected_day: line.expectedDay === undefined ? null : formatDay(line.expectedDay),
    regular_price_cents: line.regularPriceCents ?? null,
    offer_id: line.offerId ?? null,
    offer_version: line.offerVersion ?? null,
    offer_value_cents: line.offerValueCents ?? null,
    price_with_offer_cents: line.priceWithOfferCents ?? null,
    tier: list.tier ?? null,
    timing: timingOf(line.expectedDay, cycle.validFrom) ?? null,
    list_kind: list.standing?.kind.kind ?? null,
    reason_text: reasonText(wordsOf(list.addressee.language), line) ?? null,
    disclosure: line.section === 'special' ? (disclosure ?? null) : null,
  };
}
