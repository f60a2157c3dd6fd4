import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LANE_FILES, type LaneFile, type LaneLayout } from '../../config/lane-layout.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { lineFormat } from './lane-format.ts';
import type { KeyedRow, LaneContent } from './lane-rows.ts';
import { LineFile, linesOf, type Written } from './write-files.ts';

/** What a receiver reads first: it is replaced as one, when everything that it names is there. */
export type Manifest = {
  readonly schema: 'duelist.lane-files/1';
  readonly store_id: string;
  readonly day: string;
  readonly run: number;
  readonly folder: string;
  readonly files: Readonly<Record<LaneFile, Written>>;
  /** Savings of all rights together, in cents. */
  readonly saving_cents: number;
  /** What has changed since a run; absent: there was none. */
  readonly delta?: {
    readonly since_run: number;
    readonly rights: Written & Changed;
    readonly cards: Written & Changed;
  };
};
type Changed = { readonly added: number; readonly dropped: number };

/** Runs that stay in a store's folder: a register may still be reading the last one. */
const RUNS_KEPT = 3;
const MANIFEST = 'manifest.json';

/** Write a store's files as a run of their own, and then the manifest that names it. @returns undefined: nothing has changed. */
export function writeStoreRun(
  dir: string,
  { storeId, day }: { readonly storeId: string; readonly day: Day },
  content: LaneContent,
  layout: LaneLayout,
): Manifest | undefined {
  makeDirectory(dir);
  const before = readManifest(dir);
  const run = (before?.run ?? 0) + 1;
  const folder = String(run).padStart(6, '0');
  const into = join(dir, folder);
  rmSync(into, { recursive: true, force: true });
  makeDirectory(into);
  const plain = (file: 'offers' | 'products'): Written => {
    const format = lineFormat(layout, layout[file]);
    const out = new LineFile(join(into, layout.files[file]), layout.files[file]);
    out.head(format.header());
    for (const row of content[file]) out.add(format.line(row));
    return out.end();
  };
  const earlier = before === undefined ? undefined : join(dir, before.folder);
  const rights = writeKeyed(into, earlier, 'rights', content.rights(), layout);
  const cards = writeKeyed(into, earlier, 'cards', content.cards(), layout);
  const files = {
    offers: plain('offers'),
    products: plain('products'),
    rights: rights.whole,
    cards: cards.whole,
  };
  if (before !== undefined && LANE_FILES.every((file) => files[file].sha256 === before.files[file]?.sha256)) {
    rmSync(into, { recursive: true });
    return undefined;
  }
  const manifest: Manifest = {
    schema: 'duelist.lane-files/1',
    store_id: storeId,
    day: formatDay(day),
    run,
    folder,
    files,
    saving_cents: rights.cents,
    ...(before === undefined || rights.delta === undefined || cards.delta === undefined
      ? {}
      : { delta: { since_run: before.run, rights: rights.delta, cards: cards.delta } }),
  };
  syncDirectory(into);
  writeWhole(join(dir, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  syncDirectory(dir);
  dropOldRuns(dir, run);
  return manifest;
}

type Keyed = {
  readonly whole: Written;
  readonly delta: (Written & Changed) | undefined;
  readonly cents: number;
};

/**
 * Rows in the order of their keys, and beside them what was added and dropped since an earlier run: one walk over both, with
 * the earlier lines as they were sent then. The keys lie in a file of their own, since a layout need not have them.
 */
function writeKeyed(
  into: string,
  earlier: string | undefined,
  name: 'rights' | 'cards',
  rows: Iterable<KeyedRow>,
  layout: LaneLayout,
): Keyed {
  const format = lineFormat(layout, layout[name]);
  const file = layout.files[name];
  const whole = new LineFile(join(into, file), file);
  const keys = new LineFile(join(into, `.${name}-keys`), `.${name}-keys`);
  const delta = new LineFile(join(into, `delta-${file}`), `delta-${file}`);
  whole.head(format.header());
  delta.head(format.header('change'));
  const old = earlier === undefined ? [].values() : earlierRows(earlier, name, file, layout.header);
  let before = old.next();
  let [added, dropped, cents] = [0, 0, 0];
  const drop = (upTo: string | undefined): void => {
    for (; before.done !== true && (upTo === undefined || before.value.key < upTo); before = old.next()) {
      delta.add(format.prefixed('D', before.value.line) + layout.line_end);
      dropped += 1;
    }
  };
  for (const each of rows) {
    const line = format.line(each.row);
    whole.add(line);
    keys.add(`${JSON.stringify(each.key)}\n`);
    cents += each.cents;
    drop(each.key);
    const isKnown = before.done !== true && before.value.key === each.key;
    const isSame = isKnown && before.value.line + layout.line_end === line;
    if (isKnown && !isSame) drop(`${each.key}\u0000`);
    if (isSame) before = old.next();
    else {
      delta.add(format.prefixed('A', line));
      added += 1;
    }
  }
  drop(undefined);
  keys.end();
  const changes = { ...delta.end(), added, dropped };
  return { whole: whole.end(), delta: earlier === undefined ? undefined : changes, cents };
}

function* earlierRows(
  dir: string,
  name: string,
  file: string,
  hasHeader: boolean,
): Generator<{ readonly key: string; readonly line: string }> {
  const lines = linesOf(join(dir, file));
  if (hasHeader) lines.next();
  for (const key of linesOf(join(dir, `.${name}-keys`))) {
    const line = lines.next();
    if (line.done === true) return;
    yield { key: JSON.parse(key) as string, line: line.value };
  }
}

function readManifest(dir: string): Manifest | undefined {
  const path = join(dir, MANIFEST);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
}

function dropOldRuns(dir: string, run: number): void {
  for (const name of readdirSync(dir)) {
    if (/^\d{6}$/.test(name) && Number(name) <= run - RUNS_KEPT) {
      // Out of the way first, so that a kill leaves no run that lacks files.
      renameSync(join(dir, name), join(dir, `.${name}`));
      rmSync(join(dir, `.${name}`), { recursive: true });
    }
  }
}
