import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf } from '../../print/email/copy.ts';
import { emailHtml } from '../../print/email/html.ts';
import { messageBytes } from '../../print/email/message.ts';
import { symbolPng, symbolSize } from '../../print/email/symbol-png.ts';
import { emailText } from '../../print/email/text.ts';
import type { Fonts } from '../../print/fonts.ts';
import type { PageSetup, SheetContent } from '../../print/sheet.ts';
import { renderTagged } from '../../print/tagged.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { csvLine, sha256, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { emailGate } from './email-gate.ts';
import { loadFonts } from './fonts.ts';
import { describeUnprintable, type HeldSheet, heldTable } from './held.ts';
import { pageSetup } from './setup.ts';

export type EmailReport = {
  readonly emails: number;
  /** Whole messages among them: none where nobody is named who sends. */
  readonly messages: number;
  readonly kept: readonly HeldSheet[];
};

const COLUMNS = [
  ...['list_id', 'list_code', 'household_id', 'email', 'language', 'subject', 'message_id', 'valid_from'],
  ...['valid_until', 'html', 'text', 'symbol', 'pdf', 'eml', 'sha256_html', 'sha256_text', 'sha256_symbol'],
  ...['sha256_pdf', 'sha256_eml'],
];
const EMAILS_PER_BREATH = 16;

/**
 * Write the e-mails of a cycle: page, text, symbol and tagged PDF of each list that may go out so, the whole message where the
 * configuration says who sends, and last of all `emails.csv`, so that a directory with one is whole. The same cycle and feeds write
 * the same bytes under the same message ids; what lies there from before and goes out no more is removed.
 */
export async function writeEmails(context: Context, cycle: Cycle, dir: string): Promise<EmailReport> {
  const fateOf = emailGate(context, cycle);
  const folder = join(dir, 'emails');
  makeDirectory(folder);
  rmSync(join(dir, 'emails.csv'), { force: true });
  const write = emailWriter(context, cycle, folder, pageSetup(context), loadFonts(context));
  const rows = [csvLine(COLUMNS)];
  const kept: HeldSheet[] = [];
  const written = new Set<string>();
  let messages = 0;
  let seen = 0;
  const progress = context.progress('e-mails', cycle.lists);
  for (const list of context.ledger.lists.ofCycle(cycle.cycleId)) {
    const { listId, listCode, householdId } = list;
    if (listCode === undefined) continue;
    if (seen++ % EMAILS_PER_BREATH === 0) await context.breathe();
    progress.advance(1);
    const fate = fateOf(list, listCode);
    const made = fate.tag === 'kept' ? fate : await write(fate.content, fate.to);
    if (made.tag === 'kept') {
      kept.push({ listId, householdId, reason: made.reason, detail: made.detail });
      continue;
    }
    for (const name of made.files) written.add(name);
    if (made.whole) messages += 1;
    rows.push(csvLine([listId, listCode, householdId, ...made.row]));
  }
  progress.done();
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (/^\d+\.(?:html|txt|png|pdf|eml)(?:\.part)?$/.test(name) && !written.has(name))
      rmSync(join(folder, name));
  writeWhole(join(dir, 'not-emailed.csv'), heldTable(kept));
  syncDirectory(folder);
  writeWhole(join(dir, 'emails.csv'), rows.join(''));
  syncDirectory(dir);
  return { emails: rows.length - 1, messages, kept };
}

type Written =
  | { readonly tag: 'kept'; readonly reason: string; readonly detail: string }
  | {
      readonly tag: 'written';
      readonly files: readonly string[];
      readonly whole: boolean;
      readonly row: readonly (string | number)[];
    };

/** Makes one list's files and its cells of `emails.csv`, from the address on. */
function emailWriter(context: Context, cycle: Cycle, folder: string, setup: PageSetup, fonts: Fonts) {
  const { email } = context.config;
  const host = email.from === undefined ? 'duelist.invalid' : (/@([^>]+)>?$/.exec(email.from)?.[1] ?? '');
  return async (content: SheetContent, to: string): Promise<Written> => {
    const { listId, listCode, validFrom, validUntil } = content;
    const rendered = renderTagged(content, setup, fonts);
    if (rendered.tag !== 'rendered') return { tag: 'kept', ...describeUnprintable(rendered) };
    const unsubscribe = email.unsubscribe?.replaceAll('{list_id}', String(listId));
    const copy = copyOf(content, setup.currencySign, { unsubscribe, lines: email.footer });
    const size = symbolSize(listCode);
    const symbol = symbolPng(listCode);
    const text = emailText(copy);
    const name = (ending: string): string => `${listId}.${ending}`;
    const page = emailHtml(copy, { src: name('png'), ...size }, setup.colors);
    // By the list's number and its code: an id that another chain, or this one's next cycle, cannot have.
    const messageId = `list-${listId}-${sha256(listCode).slice(0, 16)}@${host}`;
    const cid = `symbol-${messageId}`;
    const eml =
      email.from === undefined
        ? undefined
        : await messageBytes({
            ...{ from: email.from, replyTo: email.reply_to, to, messageId, unsubscribe, text },
            ...{ subject: copy.subject, languageTag: copy.languageTag, day: cycle.asOf },
            html: emailHtml(copy, { src: `cid:${cid}`, ...size }, setup.colors),
            symbol: { cid, name: 'list.png', png: symbol },
            pdf: { name: 'list.pdf', bytes: rendered.pdf },
          });
    const files: (readonly [string, string | Uint8Array])[] = [
      [name('html'), page],
      [name('txt'), text],
      [name('png'), symbol],
      [name('pdf'), rendered.pdf],
      ...(eml === undefined ? [] : [[name('eml'), eml] as const]),
    ];
    for (const [file, bytes] of files) writeWhole(join(folder, file), bytes);
    const paths = files.map(([file]) => `emails/${file}`);
    const hashes = files.map(([, bytes]) => sha256(bytes));
    const blank = eml === undefined ? [''] : [];
    return {
      tag: 'written',
      files: files.map(([file]) => file),
      whole: eml !== undefined,
      row: [
        ...[to, copy.languageTag, copy.subject, messageId, formatDay(validFrom), formatDay(validUntil)],
        ...[...paths, ...blank, ...hashes, ...blank],
      ],
    };
  };
}
