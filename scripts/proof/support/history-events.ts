import { LINE_TYPES, type LineType, type ScanRow } from '../../../src/ingest/rows.ts';
import { cents } from '../../../src/shared/cents.ts';
import { type Day, day } from '../../../src/shared/day.ts';
import type { ProductId } from '../../../src/shared/product-id.ts';
import type { CarriedReturn } from '../../../src/store/history/returns.ts';
import type { Dice } from '../../simulate/random.ts';
import { groupBy, type HistoryModel, receiptKey } from './history-model.ts';

/** Something that happens to a chain's history. */
export type HistoryEvent =
  | {
      readonly tag: 'file';
      readonly what: FileKind;
      readonly rows: ScanRow[];
      readonly hasWholeDays: boolean;
    }
  | { readonly tag: 'move'; readonly cardId: string; readonly householdId: string }
  /** Two households are one, or two again: `into` has what both bought. */
  | { readonly tag: 'merge' | 'unmerge'; readonly part: string; readonly into: string }
  | { readonly tag: 'spend'; readonly productId: string; readonly spend: boolean }
  | { readonly tag: 'ledger-return'; readonly back: CarriedReturn }
  | { readonly tag: 'drop'; readonly before: Day };

const FILES = ['day', 'late', 'again', 'correction', 'voided', 'whole-day'] as const;
type FileKind = (typeof FILES)[number];

/** Which events, each as often as it stands here. */
const MIX = [
  ...['day', 'day', 'day', 'day', 'late', 'late', 'again', 'correction', 'correction', 'voided', 'whole-day'],
  ...['move', 'merge', 'merge', 'spend', 'ledger-return', 'ledger-return', 'drop'],
] as const;

const STORES = ['S1', 'S2'] as const;
const CARDS = ['C1', 'C2', 'C3', 'C4', 'C5'] as const;
const ANONYMOUS_SHARE = 0.15;
const HOUSEHOLDS = ['H1', 'H2'] as const;
const PRODUCTS = ['soup', 'milk', 'bread', 'fuel'] as const;
const RECEIPTS_MAX = 4;
const FIRST_DAY = 20_000;

/** Draws what happens next, from what has happened. */
export class HistoryEvents {
  readonly #dice: Dice;
  readonly #model: HistoryModel;
  #today = FIRST_DAY;
  #receipts = 0;
  /** Lines before this day are not sent any more. */
  #floor = FIRST_DAY;

  constructor(dice: Dice, model: HistoryModel) {
    this.#dice = dice;
    this.#model = model;
  }

  today(): Day {
    return day(this.#today);
  }

  next(): HistoryEvent {
    const dice = this.#dice;
    const kind = dice.pick(MIX);
    switch (kind) {
      case 'move':
        return { tag: 'move', cardId: dice.pick(CARDS), householdId: dice.pick(HOUSEHOLDS) };
      case 'merge':
        return this.#merge() ?? this.#file('day');
      case 'spend':
        return { tag: 'spend', productId: 'fuel', spend: dice.chance(0.5) };
      case 'ledger-return':
        return this.#ledgerReturn() ?? this.#file('day');
      case 'drop':
        this.#floor = Math.max(this.#floor, this.#today - dice.between(0, 6));
        return { tag: 'drop', before: day(this.#floor) };
      default:
        return this.#file(kind as FileKind);
    }
  }

  /** One merge at a time: when there is one, it ends. */
  #merge(): HistoryEvent | undefined {
    const [known] = [...this.#model.roots].filter(([id, root]) => id !== root);
    if (known !== undefined) return { tag: 'unmerge', part: known[0], into: known[1] };
    const all = this.#model.households();
    if (all.length < 2) return undefined;
    const part = this.#dice.pick(all);
    return { tag: 'merge', part, into: this.#dice.pick(all.filter((id) => id !== part)) };
  }

  #file(what: FileKind): HistoryEvent {
    const rows = this.#rowsOf(what);
    // Where nothing was sold yet, nothing can come again.
    if (rows.length === 0) return this.#file('day');
    return { tag: 'file', what, rows, hasWholeDays: what === 'whole-day' };
  }

  #rowsOf(what: FileKind): ScanRow[] {
    const dice = this.#dice;
    const known = [...groupBy(this.#sent(), receiptKey).values()];
    switch (what) {
      case 'day':
        this.#today += dice.between(0, 2);
        return this.#newReceipts(this.#today);
      case 'late':
        return this.#newReceipts(Math.max(this.#floor, this.#today - dice.between(0, 8)));
      case 'again':
        return known.filter(() => dice.chance(0.3)).flat();
      case 'correction':
        return known.filter(() => dice.chance(0.2)).flatMap((rows) => this.#corrected(rows));
      case 'voided':
        return known.filter(() => dice.chance(0.2)).flatMap((rows) => rows.map(voided));
      case 'whole-day': {
        const [first] = known[dice.below(Math.max(1, known.length))] ?? [];
        const ofDay = known.filter(([row]) => row?.day === first?.day && row?.storeId === first?.storeId);
        return ofDay.filter(() => dice.chance(0.6)).flat();
      }
    }
  }

  /** Rows that hold and may still be sent. */
  #sent(): ScanRow[] {
    return [...this.#model.receipts.values()].flatMap(({ rows }) =>
      rows.filter((row) => row.day >= this.#floor),
    );
  }

  #newReceipts(onDay: number): ScanRow[] {
    const dice = this.#dice;
    return Array.from({ length: dice.between(1, RECEIPTS_MAX) }, () => {
      const head = {
        day: day(onDay),
        storeId: dice.pick(STORES),
        transactionId: `T${++this.#receipts}`,
        cardId: this.#card(),
      };
      return Array.from({ length: dice.between(1, 4) }, () => this.#row(head));
    }).flat();
  }

  #card(): string | undefined {
    return this.#dice.chance(ANONYMOUS_SHARE) ? undefined : this.#dice.pick(CARDS);
  }

  #row(head: Pick<ScanRow, 'day' | 'storeId' | 'transactionId' | 'cardId'>): ScanRow {
    const dice = this.#dice;
    const lineType: LineType = dice.chance(0.7) ? 'sale' : dice.pick(LINE_TYPES);
    const sign = lineType === 'return' || lineType === 'void' || lineType === 'coupon' ? -1 : 1;
    return {
      ...head,
      registerId: '',
      lineNo: undefined,
      secondOfDay: undefined,
      productId: dice.pick(PRODUCTS) as ProductId,
      description: undefined,
      quantityMilli: sign * dice.pick([1000, 1000, 2000, 500]),
      weightMilli: undefined,
      netCents: dice.chance(0.1) ? undefined : cents(sign * dice.between(1, 900)),
      discountCents: undefined,
      offerId: undefined,
      lineType,
      listCode: undefined,
    };
  }

  /** A line more, a line less, or another card. */
  #corrected(rows: readonly ScanRow[]): ScanRow[] {
    const dice = this.#dice;
    const [first] = rows;
    if (first === undefined) return [];
    if (dice.chance(0.3)) {
      const cardId = this.#card();
      return rows.map((row) => ({ ...row, cardId }));
    }
    return dice.chance(0.5) && rows.length > 1 ? rows.slice(1) : [...rows, this.#row(first)];
  }

  /** Goods of a sale that is known, brought back by the ledger's word; some were never sold. */
  #ledgerReturn(): HistoryEvent | undefined {
    const dice = this.#dice;
    const model = this.#model;
    const sales = [...model.receipts.values()].flatMap(({ rows }) =>
      rows.filter((row) => row.cardId !== undefined && row.quantityMilli > 0),
    );
    const sale = sales[dice.below(Math.max(1, sales.length))];
    if (sale?.cardId === undefined) return undefined;
    const back: CarriedReturn = {
      returnId: model.returns.length + 1,
      householdId: model.owners.get(sale.cardId) ?? sale.cardId,
      productId: sale.productId,
      saleDay: sale.day,
      returnDay: day(dice.between(sale.day, Math.max(sale.day, this.#today))),
      quantityMilli: dice.pick([500, 1000, 3000]),
      refundCents: dice.between(0, 900),
    };
    return { tag: 'ledger-return', back };
  }
}

/** The same line, undone: so a register says that a receipt did not happen. */
function voided(row: ScanRow): ScanRow {
  return {
    ...row,
    lineType: 'void',
    quantityMilli: -Math.abs(row.quantityMilli),
    netCents: row.netCents === undefined ? undefined : cents(-Math.abs(row.netCents)),
  };
}
