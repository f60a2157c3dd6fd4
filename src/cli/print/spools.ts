import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AboutFile } from '../../print/document.ts';
import { type TextStyle, textOpRight } from '../../print/draw.ts';
import type { Fonts } from '../../print/fonts.ts';
import type { PackedPage } from '../../print/pdf.ts';
import type { PageSetup } from '../../print/sheet.ts';
import { type Added, type MarkOf, openSpool, type Spool } from '../../print/spool.ts';
import { csvLine } from '../files.ts';
import { openForWriting } from '../permissions.ts';

/** Small, grey, in the lower right corner: outside of the window, of the address and of all that is read. */
const MARK: TextStyle = { weight: 'regular', sizePt: 6.5, ink: 'quiet', figures: true };
/** From the right and the lower edge of the paper; printers leave 18 pt blank. */
const MARK_FROM_EDGE_PT = [44, 19] as const;

/** A spool that is written, for `spools.csv`. */
export type SpoolFile = {
  readonly name: string;
  readonly sheets: number;
  readonly pages: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** Where a sheet stands in its spool, see `Added`. */
export type InSpool = Omit<Added, 'tag'>;

type OpenSpool = {
  readonly spool: Spool;
  readonly file: number;
  readonly name: string;
  readonly hash: Hash;
  sequences: number[];
  bytes: number;
};

/**
 * Spools of at most so many sheets, `spool-001.pdf` and on, each there as a whole or not at all. Every page has the spool's name,
 * its sheet's sequence number and its own in small type, by which a person finds what a machine has destroyed or dropped.
 *
 * @param nameOf Name of the nth spool's file, from 1.
 * @param before Spools that are written already.
 */
export function spoolWriter(
  dir: string,
  setup: PageSetup,
  fonts: Fonts,
  sheetsMax: number,
  nameOf = numbered('spool'),
  before: readonly SpoolFile[] = [],
) {
  const files: SpoolFile[] = [...before];
  let open: OpenSpool | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { sheets, pages } = open.spool.finish();
    // It is what is handed over, and a power cut may leave a name without its bytes; single sheets are too many for that.
    fsyncSync(open.file);
    closeSync(open.file);
    renameSync(join(dir, `${open.name}.part`), join(dir, open.name));
    const { name, bytes, hash, sequences } = open;
    const [firstSequence = 0] = sequences;
    const lastSequence = sequences.at(-1) ?? 0;
    files.push({ name, sheets, pages, firstSequence, lastSequence, bytes, sha256: hash.digest('hex') });
    open = undefined;
  };
  const begin = (): OpenSpool => {
    const name = nameOf(files.length + 1);
    const file = openForWriting(join(dir, `${name}.part`));
    const hash = createHash('sha256');
    const spool = openSpool(setup, fonts, (chunk) => {
      hash.update(chunk);
      if (open !== undefined) open.bytes += chunk.length;
      writeSync(file, chunk);
    });
    return { name, file, hash, spool, sequences: [], bytes: 0 };
  };
  return {
    /** `closed`: the sheet filled its spool. */
    add: (
      about: AboutFile,
      sheet: readonly PackedPage[],
      sequence: number,
    ): InSpool & { spool: string; closed: SpoolFile | undefined } => {
      open ??= begin();
      const added = open.spool.addPacked(about, sheet, markOf(fonts, open.name, sequence));
      if (added.tag !== 'added') throw new Error(`sheet ${sequence} finds its spool full`);
      open.sequences.push(sequence);
      const { firstPage, pages, offset, length } = added;
      const { name } = open;
      const isFull = open.sequences.length >= sheetsMax;
      if (isFull) close();
      return { spool: name, firstPage, pages, offset, length, closed: isFull ? files.at(-1) : undefined };
    },
    finish: (): readonly SpoolFile[] => {
      close();
      return files;
    },
  };
}

/** `spool-001.pdf` and on. */
export function numbered(prefix: string): (number: number) => string {
  return (number) => `${prefix}-${String(number).padStart(3, '0')}.pdf`;
}

/** `spool-003  000120  1/2`: a sheet that fell out of its pile names the pile, its place in it, and its page. */
function markOf(fonts: Fonts, spool: string, sequence: number): MarkOf {
  const pile = spool.replace(/\.pdf$/, '');
  const [fromRightPt, fromBottomPt] = MARK_FROM_EDGE_PT;
  return ({ widthPt, heightPt }, at, of) => {
    const text = `${pile}  ${String(sequence).padStart(6, '0')}  ${at + 1}/${of}`;
    return textOpRight(fonts, MARK, text, widthPt - fromRightPt, heightPt - fromBottomPt);
  };
}

/** `spools.csv`: what the print house receives, to hold against what it has. */
export function spoolsDocument(files: readonly SpoolFile[]): string {
  return (
    csvLine(['spool', 'sheets', 'pages', 'first_sequence', 'last_sequence', 'bytes', 'sha256']) +
    files
      .map((file) =>
        csvLine([
          file.name,
          file.sheets,
          file.pages,
          file.firstSequence,
          file.lastSequence,
          file.bytes,
          file.sha256,
        ]),
      )
      .join('')
  );
}
