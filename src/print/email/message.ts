import MailComposer from 'nodemailer/lib/mail-composer';
import type { Day } from '../../shared/day.ts';

/** An e-mail with all that belongs to it. */
export type Message = {
  readonly from: string;
  readonly replyTo?: string | undefined;
  readonly to: string;
  readonly subject: string;
  readonly languageTag: string;
  /** Without angle brackets; never two e-mails with one. */
  readonly messageId: string;
  readonly day: Day;
  /** A link or an address, as in `List-Unsubscribe`. */
  readonly unsubscribe?: string | undefined;
  readonly html: string;
  readonly text: string;
  /** What the page names as `cid:` and this. */
  readonly pictures: readonly { readonly cid: string; readonly name: string; readonly png: Uint8Array }[];
  readonly pdf: { readonly name: string; readonly bytes: Uint8Array };
};

const NOON_MS = 43_200_000;
const MS_PER_DAY = 86_400_000;

/** An e-mail as a file that a mailer sends as it is (RFC 5322, MIME). Same message, same bytes. */
export async function messageBytes(message: Message): Promise<Uint8Array> {
  const { pictures, pdf, unsubscribe, messageId } = message;
  const composer = new MailComposer({
    from: message.from,
    to: message.to,
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    subject: message.subject,
    messageId: `<${messageId}>`,
    date: new Date(message.day * MS_PER_DAY + NOON_MS),
    // From the list: nodemailer draws them otherwise.
    baseBoundary: messageId.replace(/[^A-Za-z0-9]/g, ''),
    headers: {
      'Content-Language': message.languageTag,
      'Auto-Submitted': 'auto-generated',
      Precedence: 'bulk',
      ...(unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${unsubscribe}>` }),
    },
    text: message.text,
    html: message.html,
    attachments: [
      ...pictures.map(({ cid, name, png }) => ({
        filename: name,
        content: Buffer.from(png),
        contentType: 'image/png',
        cid,
        contentDisposition: 'inline' as const,
      })),
      { filename: pdf.name, content: Buffer.from(pdf.bytes), contentType: 'application/pdf' },
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
