import { cutText } from '../shared/cut.ts';
import type { Day } from '../shared/day.ts';
import { type ProductIds, type ProductReader, productIdReader } from '../shared/product-id.ts';
import { defaultRules } from '../shared/product-rules.ts';
import { Cells } from './cells.ts';
import { onBusinessDay, storeClock } from './clock.ts';
import { ISO_FORMAT } from './date-format.ts';
import type { FeedDefinition, RowFault } from './feeds/definition.ts';
import { resolveHeader } from './header.ts';
import type { Layout } from './layout/types.ts';
import { PLAIN_NUMBERS } from './numbers.ts';
import type { StoreTime } from './record-cells.ts';
import type { RecordSource, SourceRecord } from './record-source.ts';
import { type FeedWarning, RECORD_FAULT_TEXT, type Rejection } from './rejection.ts';
import { Screen, sortsOut } from './screen.ts';

export type ReadFeedOptions = {
  /** For messages and rejections. */
  readonly fileName: string;
  readonly layout: Layout | undefined;
  readonly productIds: ProductIds;
  /** How this chain's product ids are read; default: by the usual rules. */
  readonly readProduct?: ProductReader;
  /** Records per batch, at most; or how many the next one may have, given those of all before it. */
  readonly batchRows?: number | BatchLimit;
  readonly onWarning: (warning: FeedWarning) => void;
  /** IANA name of a store's time zone, for timestamps by another clock; undefined: not known. */
  readonly zoneOfStore?: (storeId: string) => string | undefined;
  /** Seconds after midnight at which the chain's business day begins, where the layout says nothing. */
  readonly dayStartsAtSecond?: number;
  /** Lines of earlier days are taken in no more: theirs were dropped for their age. */
  readonly earliestDay?: Day | undefined;
  /** What is wrong with a row (of the feed's type) in view of others; only rows without a fault of their own are asked about. */
  readonly check?: (row: unknown, line: number) => RowFault | undefined;
};

export type BatchLimit = (recordsBefore: number) => number;

const BATCH_ROWS = 2000;

/** How many records the next batch may have. */
export function batchLimit({ batchRows = BATCH_ROWS }: ReadFeedOptions): BatchLimit {
  return typeof batchRows === 'number' ? () => batchRows : batchRows;
}

export type ReadRecord<Row> =
  | { readonly tag: 'row'; readonly row: Row }
  | { readonly tag: 'rejected'; readonly rejection: Rejection };

/** What turns the records under one header into rows. */
export type RowReader<Row> = {
  /** What sorts records out before they are read; undefined: nothing does. */
  readonly screen: Screen | undefined;
  readonly read: (record: Exclude<SourceRecord, { tag: 'skip' }>) => ReadRecord<Row>;
};

/** A rejection keeps this much of its record. */
const RAW_CHARACTERS_MAX = 4000;

/** @throws As `readFeed`, when the header is not that of the feed or of the layout. */
export function rowReader<Row>(
  definition: FeedDefinition<Row>,
  names: readonly string[],
  { isNamedByUs }: Pick<RecordSource, 'isNamedByUs'>,
  options: ReadFeedOptions,
): RowReader<Row> {
  const { fileName: file, layout, productIds } = options;
  const { sources, width, skips, warnings } = resolveHeader(names, definition.columns, layout, file);
  for (const warning of warnings)
    if (isNamedByUs !== true || warning.code !== 'feed-unknown-columns') options.onWarning(warning);
  const cells = new Cells(definition.columns.keys(), sources, width, {
    readProduct: options.readProduct ?? productIdReader(defaultRules(productIds)),
    numbers: layout?.numbers ?? PLAIN_NUMBERS,
    dateFormat: layout?.dateFormat ?? ISO_FORMAT,
    toStoreTime: storeTime(options),
    earliestDay: options.earliestDay,
    ...(layout === undefined ? {} : { translated: layout.values }),
  });
  const screen =
    layout !== undefined && sortsOut(layout)
      ? new Screen(skips, sources, width, layout.values.has('line_type'))
      : undefined;
  const read: RowReader<Row>['read'] = (record) => {
    if (record.tag === 'fault') {
      return rejected(file, record, '', record.fault, record.message ?? RECORD_FAULT_TEXT[record.fault]);
    }
    if (record.fields.length !== width) {
      const message = `The record has ${record.fields.length} fields, the header ${width}. Quote fields that contain the delimiter.`;
      return rejected(file, record, '', 'field-count', message);
    }
    cells.load(record.fields);
    const row = definition.read(cells);
    const fault = cells.faults.length === 0 ? options.check?.(row, record.line) : undefined;
    if (fault !== undefined) cells.fault(fault.column, fault.reason, fault.what, fault.next);
    const first = cells.faults[0];
    if (first === undefined) return { tag: 'row', row };
    const name = definition.nameOf?.(cells) ?? '';
    const faults = cells.faults.map(({ message }) => message).join(' Also: ');
    const message = name === '' ? faults : `${name}: ${faults}`;
    const { rejection } = rejected(file, record, first.column, first.reason, message);
    const storeId = definition.storeOf?.(cells) ?? '';
    const people = peopleIn(cells);
    return {
      tag: 'rejected',
      rejection: {
        ...rejection,
        ...(storeId === '' ? {} : { storeId }),
        ...(people.length === 0 ? {} : { people }),
      },
    };
  };
  return { screen, read };
}

const PEOPLE = ['card_id', 'household_id', 'card_ids', 'alternate_ids'] as const;

function peopleIn(cells: Cells): string[] {
  return PEOPLE.flatMap((column) => cells.list(column)).filter((id) => id !== '');
}

/** `undefined` where timestamps are by the store's clock and business days begin at midnight. */
function storeTime({ layout, zoneOfStore, dayStartsAtSecond }: ReadFeedOptions): StoreTime | undefined {
  const startsAtSecond = layout?.dayStartsAtSecond ?? dayStartsAtSecond ?? 0;
  const isByStore =
    layout === undefined || (layout.zone.kind === 'store' && layout.dateFormat === ISO_FORMAT);
  if (isByStore) return startsAtSecond === 0 ? undefined : (moment) => onBusinessDay(moment, startsAtSecond);
  const { zone } = layout;
  const toStore = storeClock(zone);
  return (written, storeId) => {
    let moment: typeof written | undefined = written;
    if (written.secondOfDay !== undefined && (written.offset !== undefined || zone.kind !== 'store')) {
      const storeZone = zoneOfStore?.(storeId);
      if (storeZone === undefined) return 'no-zone';
      moment = toStore(written, storeZone);
    }
    return moment === undefined || startsAtSecond === 0 ? moment : onBusinessDay(moment, startsAtSecond);
  };
}

function rejected(
  file: string,
  record: SourceRecord,
  column: string,
  reason: Rejection['reason'],
  message: string,
): { readonly tag: 'rejected'; readonly rejection: Rejection } {
  const raw =
    record.raw.length > RAW_CHARACTERS_MAX ? `${cutText(record.raw, RAW_CHARACTERS_MAX)}…` : record.raw;
  return { tag: 'rejected', rejection: { file, line: record.line, column, reason, message, raw } };
}
