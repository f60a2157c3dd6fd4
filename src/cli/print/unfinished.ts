import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { sha256, sha256OfFile, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { VERSION } from '../table/commands.ts';
import type { HeldOutcome, SheetOutcome } from './crew/hands.ts';
import { brandFile } from './setup.ts';
import { type InSpool, numbered, type SpoolFile } from './spools.ts';

const FOLDER = 'unfinished';

/** One spool that is done, and what became of every list up to the sheet that filled it. */
export type DoneSpool = {
  readonly spool: SpoolFile;
  readonly outcomes: readonly (HeldOutcome | (SheetOutcome & { readonly at: InSpool }))[];
};

type Kept = DoneSpool & { readonly run: string };

/**
 * What an interrupted print has done, in a folder beside its spools, so that the next one goes on behind it. Whatever it
 * says is held against the files: a record outlives a power cut that their bytes did not.
 *
 * @param run What a print is known by: one of anything else begins anew.
 */
export function unfinished(dir: string, run: string) {
  const folder = join(dir, FOLDER);
  const nameOf = numbered('spool');
  const pathOf = (spool: string): string => join(folder, `${spool}.json`);
  return {
    /** The spools in a row from the first one whose files are all as they were written. */
    read: async (): Promise<DoneSpool[]> => {
      const found: DoneSpool[] = [];
      for (let path = pathOf(nameOf(1)); existsSync(path); path = pathOf(nameOf(found.length + 1))) {
        const read = recordIn(path);
        if (read?.run !== run || !(await isWhole(dir, read))) break;
        found.push(read);
      }
      return found;
    },
    keep: (done: DoneSpool): void => {
      makeDirectory(folder);
      writeWhole(pathOf(done.spool.name), JSON.stringify({ run, ...done }));
    },
    /** The print is whole, or begins anew behind some spools. */
    forget: (staying: readonly DoneSpool[] = []): void => {
      const stay = new Set(staying.map(({ spool }) => pathOf(spool.name)));
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) if (!stay.has(join(folder, name))) rmSync(join(folder, name));
      if (stay.size === 0) rmSync(folder, { recursive: true });
    },
  };
}

/** @returns undefined for one that was cut off. What can be read as a whole is as it was written. */
function recordIn(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function isWhole(dir: string, { spool, outcomes }: DoneSpool): Promise<boolean> {
  const files = [
    { path: join(dir, spool.name), hash: spool.sha256 },
    ...outcomes.flatMap((each) =>
      each.tag === 'sheet' ? [{ path: join(dir, 'lists', `${each.listId}.pdf`), hash: each.sha256 }] : [],
    ),
  ];
  for (const { path, hash } of files) {
    if (!existsSync(path) || (await sha256OfFile(path)) !== hash) return false;
  }
  return true;
}

/** All that decides how a given text is drawn and into which files: another one's sheets are others. */
export function lookOf(
  { config, dataDir }: Pick<Context, 'config' | 'dataDir'>,
  of: readonly unknown[],
): string {
  const { print, brand } = config;
  const { logo, font_regular, font_semibold, font_bold, font_fallbacks } = brand;
  const names = [logo, font_regular, font_semibold, font_bold, ...font_fallbacks].filter(
    (name) => name !== undefined,
  );
  const files = names.map((name) => sha256(brandFile({ dataDir }, 'brand', name)));
  // How many do it changes nothing.
  return sha256(JSON.stringify([VERSION, { ...print, threads: 0 }, brand, files, ...of]));
}
