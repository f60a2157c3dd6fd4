import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** What a register has taken in: the four files of the default layout. */
export type LaneFiles = {
  readonly storeId: string;
  readonly run: number;
  readonly offers: readonly Cells[];
  readonly products: readonly Cells[];
  readonly rights: readonly Cells[];
  readonly cards: readonly Cells[];
};
export type Cells = Readonly<Record<string, string>>;

type Entry = {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};
type Manifest = {
  readonly schema: string;
  readonly store_id: string;
  readonly run: number;
  readonly folder: string;
  readonly saving_cents: number;
  readonly files: Readonly<Record<'offers' | 'products' | 'rights' | 'cards', Entry>>;
};

/**
 * Take a store's files in as a register should: the manifest first, then what it names, each held against its bytes, rows and
 * hash, and the sum of savings against the rights.
 *
 * @throws Error for anything that does not agree: a register keeps the run that it had then.
 */
export function takeIn(dir: string): LaneFiles {
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Manifest;
  if (manifest.schema !== 'duelist.lane-files/1') throw new Error(`${dir}: not files for registers`);
  const read = (name: keyof Manifest['files']): Cells[] => {
    const { file, rows, bytes, sha256 } = manifest.files[name];
    const content = readFileSync(join(dir, manifest.folder, file));
    if (content.length !== bytes) throw new Error(`${file} has ${content.length} bytes, not ${bytes}`);
    const hash = createHash('sha256').update(content).digest('hex');
    if (hash !== sha256) throw new Error(`${file} is not what its manifest says`);
    const cells = parse(content, { columns: true }) as Cells[];
    if (cells.length !== rows) throw new Error(`${file} has ${cells.length} rows, not ${rows}`);
    return cells;
  };
  const rights = read('rights');
  const saving = rights.reduce((sum, { saving = '' }) => sum + centsOf(saving), 0);
  if (saving !== manifest.saving_cents)
    throw new Error(`rights save ${saving} cents, not ${manifest.saving_cents}`);
  return {
    storeId: manifest.store_id,
    run: manifest.run,
    offers: read('offers'),
    products: read('products'),
    rights,
    cards: read('cards'),
  };
}

/** Decimal text to cents; blank is 0. */
export function centsOf(text: string): number {
  return Math.round(Number(text) * 100);
}

/** Rows by what they have in common, in the order in which they come. */
export function groupRows(rows: readonly Cells[], keyOf: (cells: Cells) => string): Map<string, Cells[]> {
  const groups = new Map<string, Cells[]>();
  for (const cells of rows) {
    const group = groups.get(keyOf(cells));
    if (group === undefined) groups.set(keyOf(cells), [cells]);
    else group.push(cells);
  }
  return groups;
}
