import type { Fonts } from '../../print/fonts.ts';
import type { Context } from '../context.ts';
import { csvLine } from '../files.ts';
import type { Done, HeldOutcome, SheetOutcome, SheetPages } from './crew/hands.ts';
import type { Printed } from './proof.ts';
import { pageSetup } from './setup.ts';
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
  #sampledBefore = 0;
  #spools = 0;
  sampled = 0;
  pages = 0;

  /** @param before What an interrupted print has done: it counts as done here. */
  constructor(
    context: Pick<Context, 'config' | 'dataDir'>,
    dir: string,
    fonts: Fonts,
    before: readonly DoneSpool[],
    record: ReturnType<typeof unfinished>,
  ) {
    const { spool_sheets } = context.config.print;
    const files = before.map(({ spool }) => spool);
    this.#record = record;
    this.spools = spoolWriter(dir, pageSetup(context), fonts, spool_sheets, undefined, files);
    for (const { spool, outcomes, sampled } of before) {
      for (const outcome of outcomes)
        if (outcome.tag === 'held') this.held.push(outcome);
        else this.#note(outcome, spool.name, outcome.at);
      this.sampled += sampled;
      this.#spools += 1;
    }
    this.#sampledBefore = this.sampled;
  }

  /** Lists of which it is known what became of them. */
  get lists(): number {
    return this.held.length + this.run.length;
  }

  take(done: Extract<Done, { tag: 'sheets' }>): void {
    this.sampled += done.sampled;
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
    const sampled = this.sampled - this.#sampledBefore;
    this.#record.keep(++this.#spools, { spool: closed, sampled, outcomes: this.#sinceSpool });
    this.#sinceSpool = [];
    this.#sampledBefore = this.sampled;
  }

  #note(sheet: SheetOutcome, spool: string, at: InSpool): void {
    const { listId, listCode, householdId, facts, postalCode, storeId } = sheet;
    const sequence = this.run.length + 1;
    this.run.push({ sequence, ...facts });
    this.pages += facts.pages;
    this.#manifest.push(
      csvLine([
        ...[sequence, listId, listCode, householdId, spool, at.firstPage, at.pages],
        ...[sheet.sha256, postalCode, storeId, at.offset, at.length],
      ]),
    );
  }
}
