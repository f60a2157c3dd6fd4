import { join } from 'node:path';
import { copyOf } from '../../../print/email/copy.ts';
import { emailHtml } from '../../../print/email/html.ts';
import { type LogoPicture, logoPicture } from '../../../print/email/logo-picture.ts';
import { messageBytes } from '../../../print/email/message.ts';
import { symbolPng, symbolSize } from '../../../print/email/symbol-png.ts';
import { emailText } from '../../../print/email/text.ts';
import type { Fonts } from '../../../print/fonts.ts';
import type { PageSetup, SheetContent } from '../../../print/sheet.ts';
import { renderTagged } from '../../../print/tagged.ts';
import { formatDay } from '../../../shared/day.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import { sha256, writeWhole } from '../../files.ts';
import type { PrintContext } from '../check.ts';
import { emailGate } from '../email-gate.ts';
import { describeUnprintable, type HeldSheet } from '../held.ts';
import { pageSetup } from '../setup.ts';

/** Some lists of which the e-mails are to be written; plain data. */
export type EmailJob = { readonly listIds: readonly number[] };

export type EmailOutcome =
  | (HeldSheet & { readonly tag: 'kept' })
  | {
      readonly tag: 'written';
      /** In the folder of the e-mails. */
      readonly files: readonly string[];
      /** A whole message among them. */
      readonly whole: boolean;
      /** The cells of `emails.csv` from the list's number on, but for the logo's. */
      readonly row: readonly (string | number)[];
    };

export type EmailDone = { readonly outcomes: readonly EmailOutcome[] };

/** Beside the pages, which all name it. */
export const LOGO_FILE = 'logo.png';

/** The logo of all e-mails, if the chain has one. */
export function emailLogo({ logo }: PageSetup): LogoPicture | undefined {
  return logo === undefined ? undefined : logoPicture(logo);
}

/** Writes the e-mails of single lists: the same on every thread. @param folder Where to. */
export function emailHands(
  context: PrintContext,
  cycle: Cycle,
  folder: string,
  fonts: Fonts,
): (job: EmailJob) => Promise<EmailDone> {
  const fateOf = emailGate(context, cycle);
  const write = emailWriter(context, cycle, folder, fonts);
  const outcome = async (listId: number): Promise<EmailOutcome> => {
    const list = context.ledger.lists.get(listId);
    if (list?.listCode === undefined) throw new Error(`list ${listId} is not there to be e-mailed`);
    const { listCode, householdId } = list;
    const fate = fateOf(list, listCode);
    const made = fate.tag === 'kept' ? fate : await write(fate.content, fate.to);
    if (made.tag === 'kept')
      return { tag: 'kept', listId, householdId, reason: made.reason, detail: made.detail };
    return { ...made, row: [listId, listCode, householdId, ...made.row] };
  };
  return async ({ listIds }) => {
    const outcomes: EmailOutcome[] = [];
    for (const listId of listIds) outcomes.push(await outcome(listId));
    return { outcomes };
  };
}

type Made =
  | { readonly tag: 'kept'; readonly reason: string; readonly detail: string }
  | Extract<EmailOutcome, { tag: 'written' }>;

/** Makes one list's files and its cells of `emails.csv`, from the address on. */
function emailWriter(context: PrintContext, cycle: Cycle, folder: string, fonts: Fonts) {
  const { email } = context.config;
  const setup = pageSetup(context);
  const picture = emailLogo(setup);
  const host = email.from === undefined ? 'duelist.invalid' : (/@([^>]+)>?$/.exec(email.from)?.[1] ?? '');
  const logoAt = (src: string) => (picture === undefined ? undefined : { ...picture, src });
  return async (content: SheetContent, to: string): Promise<Made> => {
    const { listId, listCode, validFrom, validUntil } = content;
    const rendered = renderTagged(content, setup, fonts);
    if (rendered.tag !== 'rendered') return { tag: 'kept', ...describeUnprintable(rendered) };
    const unsubscribe = email.unsubscribe?.replaceAll('{list_id}', String(listId));
    const copy = copyOf(content, setup.currencySign, { unsubscribe, lines: email.footer });
    const size = symbolSize(listCode);
    const symbol = symbolPng(listCode);
    const text = emailText(copy);
    const name = (ending: string): string => `${listId}.${ending}`;
    const page = emailHtml(
      copy,
      { symbol: { src: name('png'), ...size }, logo: logoAt(LOGO_FILE) },
      setup.colors,
    );
    // By the list's number and its code: an id that another chain, or this one's next cycle, cannot have.
    const messageId = `list-${listId}-${sha256(listCode).slice(0, 16)}@${host}`;
    const [cid, logoCid] = [`symbol-${messageId}`, `logo-${messageId}`];
    const eml =
      email.from === undefined
        ? undefined
        : await messageBytes({
            ...{ from: email.from, replyTo: email.reply_to, to, messageId, unsubscribe, text },
            ...{ subject: copy.subject, languageTag: copy.languageTag, day: cycle.asOf },
            html: emailHtml(
              copy,
              { symbol: { src: `cid:${cid}`, ...size }, logo: logoAt(`cid:${logoCid}`) },
              setup.colors,
            ),
            pictures: [
              ...(picture === undefined ? [] : [{ cid: logoCid, name: LOGO_FILE, png: picture.png }]),
              { cid, name: 'list.png', png: symbol },
            ],
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
