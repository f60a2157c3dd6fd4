import { closeSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fonts } from '../../print/fonts.ts';
import type { ReadyPages } from '../../print/render.ts';
import type { PageSetup, SheetContent } from '../../print/sheet.ts';
import { openSpool, type Spool } from '../../print/spool.ts';
import { openForWriting } from '../permissions.ts';

/** Spools of at most so many sheets, `spool-001.pdf` and on, each there as a whole or not at all. */
export function spoolWriter(dir: string, setup: PageSetup, fonts: Fonts, sheetsMax: number) {
  let number = 0;
  let sheets = 0;
  let open: { readonly spool: Spool; readonly file: number; readonly name: string } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    open.spool.finish();
    closeSync(open.file);
    renameSync(join(dir, `${open.name}.part`), join(dir, open.name));
    open = undefined;
  };
  const begin = () => {
    number += 1;
    sheets = 0;
    const name = `spool-${String(number).padStart(3, '0')}.pdf`;
    const file = openForWriting(join(dir, `${name}.part`));
    return { name, file, spool: openSpool(setup, fonts, (chunk) => void writeSync(file, chunk)) };
  };
  return {
    add: (content: SheetContent, ready: ReadyPages): { spool: string; firstPage: number; pages: number } => {
      if (open !== undefined && sheets >= sheetsMax) close();
      open ??= begin();
      const added = open.spool.add(content, ready);
      if (added.tag !== 'added')
        throw new Error(`list ${content.listId} was rendered, and its spool says ${added.tag}`);
      sheets += 1;
      return { spool: open.name, firstPage: added.firstPage, pages: added.pages };
    },
    finish: (): number => {
      close();
      return number;
    },
  };
}
