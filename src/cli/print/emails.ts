import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { csvLine, sha256, syncDirectory, writeWhole } from '../files.ts';
import { makeDirectory } from '../permissions.ts';
import { callEmailCrew } from './crew/crew.ts';
import { type EmailJob, emailLogo, LOGO_FILE } from './crew/email-hands.ts';
import { loadFonts } from './fonts.ts';
import { type HeldSheet, heldTable } from './held.ts';
import { keepsBack } from './keep-back.ts';
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
  ...['sha256_pdf', 'sha256_eml', 'logo', 'sha256_logo'],
];
/** Lists of one job, between two of which a run hears that it is to stop. */
const EMAILS_A_JOB = 16;

/**
 * Write the e-mails of a cycle: page, text, symbol and tagged PDF of each list that may go out so, the whole message where the
 * configuration says who sends, the logo of all of them, and last of all `emails.csv`, so that a directory with one is whole. The
 * same cycle and feeds write the same bytes under the same message ids, with any number of threads; what lies there from before
 * and goes out no more is removed.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export async function writeEmails(context: Context, cycle: Cycle, dir: string): Promise<EmailReport> {
  keepsBack(context, cycle);
  const folder = join(dir, 'emails');
  makeDirectory(folder);
  rmSync(join(dir, 'emails.csv'), { force: true });
  const logo = emailLogo(pageSetup(context));
  if (logo !== undefined) writeWhole(join(folder, LOGO_FILE), logo.png);
  const logoCells = logo === undefined ? ['', ''] : [`emails/${LOGO_FILE}`, sha256(logo.png)];
  const rows = [csvLine(COLUMNS)];
  const kept: HeldSheet[] = [];
  const written = new Set<string>(logo === undefined ? [] : [LOGO_FILE]);
  let messages = 0;
  const listIds = [...context.ledger.lists.addressed(cycle.cycleId)].map(({ listId }) => listId);
  const progress = context.progress('e-mails', listIds.length);
  const crew = await callEmailCrew(context, cycle, folder, loadFonts(context), listIds.length);
  try {
    for await (const { outcomes } of crew.run(jobsOf(listIds))) {
      for (const made of outcomes) {
        if (made.tag === 'kept') {
          const { tag: _tag, ...held } = made;
          kept.push(held);
          continue;
        }
        for (const name of made.files) written.add(name);
        if (made.whole) messages += 1;
        rows.push(csvLine([...made.row, ...logoCells]));
      }
      progress.advance(outcomes.length);
      await context.breathe('Run this again: it writes all of them anew, with the same bytes.');
    }
  } finally {
    await crew.stop();
  }
  progress.done();
  for (const name of readdirSync(folder))
    if (/^(?:\d+\.(?:html|txt|png|pdf|eml)|logo\.png)(?:\.part)?$/.test(name) && !written.has(name))
      rmSync(join(folder, name));
  writeWhole(join(dir, 'not-emailed.csv'), heldTable(kept));
  syncDirectory(folder);
  writeWhole(join(dir, 'emails.csv'), rows.join(''));
  syncDirectory(dir);
  return { emails: rows.length - 1, messages, kept };
}

function* jobsOf(listIds: readonly number[]): Generator<EmailJob> {
  for (let at = 0; at < listIds.length; at += EMAILS_A_JOB)
    yield { listIds: listIds.slice(at, at + EMAILS_A_JOB) };
}
