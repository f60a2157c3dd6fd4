import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';

/** Written first: a folder that a killed run left half full is still known as ours. */
const MARKER = '.duelist-review';
/** Names that only a packet has. Anything else in the folder is somebody else's and stays. */
const OURS = /^(?:index|read-first|offers|(?:lists|flagged)(?:-\d{3,})?)\.html(?:\.part)?$/;
const OUR_SHEET = /^\d+\.pdf(?:\.part)?$/;

/** A packet being written: every file whole, the cover last. */
export type Folder = {
  readonly write: (name: string, data: string | Uint8Array) => void;
  /** The cover makes it a packet; what an earlier packet had and this one has not goes. @returns Its path. */
  readonly finish: (cover: string) => string;
};

/**
 * Take a folder for a packet, new or in place of an earlier one.
 *
 * @throws UserError 73 for a folder with anything in it that is no packet.
 */
export function openFolder(dir: string): Folder {
  const marker = join(dir, MARKER);
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => !name.startsWith('.')) : [];
  if (names.length > 0 && !existsSync(marker)) {
    throw new UserError('review-folder', 'the folder is not empty, and no review wrote it', {
      exitCode: EXIT.cannotCreate,
      at: { file: dir },
      next: 'Name another folder with --static.',
    });
  }
  makeDirectory(dir);
  writeWhole(marker, 'A packet of `duelist review`: the next one for this folder replaces it.\n');
  // Without its cover the old packet is none any more: nobody reads old pages between new ones.
  rmSync(join(dir, 'index.html'), { force: true });
  const written = new Set<string>();
  return {
    write: (name, data) => {
      writeWhole(join(dir, name), data);
      written.add(name);
    },
    finish: (cover) => {
      removeOld(dir, '', OURS, written);
      removeOld(dir, 'sheets/', OUR_SHEET, written);
      if (existsSync(join(dir, 'sheets'))) syncDirectory(join(dir, 'sheets'));
      writeWhole(join(dir, 'index.html'), cover);
      syncDirectory(dir);
      return join(dir, 'index.html');
    },
  };
}

function removeOld(dir: string, folder: string, ours: RegExp, written: ReadonlySet<string>): void {
  const from = join(dir, folder);
  if (!existsSync(from)) return;
  for (const name of readdirSync(from))
    if (ours.test(name) && !written.has(`${folder}${name}`)) rmSync(join(from, name));
}
