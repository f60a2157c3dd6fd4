import type { Fonts } from '../../print/fonts.ts';
import type { PageSetup } from '../../print/sheet.ts';
import { csvLine } from '../files.ts';
import {
  type Done,
  type HeldOutcome,
  LISTS_A_JOB,
  type SheetOutcome,
  type SheetPages,
} from './crew/hands.ts';
import type { Printed } from './proof.ts';
import { type InSpool, spoolWriter } from './spools.ts';
import type { DoneSpool, unfinished } from './unfinished.ts';

const MANIFEST_HEADER = csvLine([
  'sequence',
  'list_id',
  'list_code',
  'household_id',
  'spool',
  'first_page',
  'pages',
  'sha256',
  'postal_code',
  'store_id',
  'offset',
  'length',
  'imb',
]);

/** What became of a print's lists, in their order: fills the spools, and keeps what manifest and reports say. */
export class Tally {
  readonly spools: ReturnType<typeof spoolWriter>;
  readonly held: HeldOutcome[] = [];
  /** The sheets that go to the printer. */
  readonly run: Printed[] = [];
  readonly #manifest = [MANIFEST_HEADER];
  readonly #record: ReturnType<typeof unfinished>;
  #sinceSpool: DoneSpool['outcomes'][number][] = [];
  #sampledBlock = -1;
  /** Files that were read back dot by dot: the first sheet of each block. */
  sampled = 0;
  pages = 0;

  /** @param before What an interrupted print has done: it counts as done here. */
  constructor(
    dir: string,
    setup: PageSetup,
    fonts: Fonts,
    spoolSheets: number,
    before: readonly DoneSpool[],
    record: ReturnType<typeof unfinished>,
  ) {
    const files = before.map(({ spool }) => spool);
    this.#record = record;
    this.spools = spoolWriter(dir, setup, fonts, spoolSheets, undefined, files);
    for (const { spool, outcomes } of before)
      for (const outcome of outcomes)
        if (outcome.tag === 'held') this.held.push(outcome);
        else this.#note(outcome, spool.name, outcome.at);
  }

  /** Lists of which it is known what became of them. */
  get lists(): number {
    return this.held.length + this.run.length;
  }

  /** Whether a sheet was read back of the block that the next list is in. */
  get isSampled(): boolean {
    return this.#sampledBlock === this.#block;
  }

  get #block(): number {
    return Math.floor(this.lists / LISTS_A_JOB);
  }

  take(done: Extract<Done, { tag: 'sheets' }>): void {
    for (const outcome of done.outcomes) {
      if (outcome.tag === 'sheet') this.#add(outcome);
      else {
        this.held.push(outcome);
        this.#sinceSpool.push(outcome);
      }
    }
  }

  manifest(): string {
    return this.#manifest.join('');
  }

  #add({ about, pages, ...sheet }: SheetOutcome & SheetPages): void {
    const { spool, closed, ...at } = this.spools.add(about, pages, this.run.length + 1);
    this.#note(sheet, spool, at);
    this.#sinceSpool.push({ ...sheet, at });
    if (closed === undefined) return;
    this.#record.keep({ spool: closed, outcomes: this.#sinceSpool });
    this.#sinceSpool = [];
  }

  #note(sheet: SheetOutcome, spool: string, at: InSpool): void {
    const { listId, listCode, householdId, facts, postalCode, storeId } = sheet;
    const sequence = this.run.length + 1;
    if (!this.isSampled) {
      this.#sampledBlock = this.#block;
      this.sampled += 1;
    }
    this.run.push({ sequence, ...facts });
    this.pages += facts.pages;
    this.#manifest.push(
      csvLine([
        ...[sequence, listId, listCode, householdId, spool, at.firstPage, at.pages],
        ...[sheet.sha256, postalCode, storeId, at.offset, at.length, facts.imb],
      ]),
    );
  }
}
