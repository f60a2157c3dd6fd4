import { z } from 'zod';

export const email = z
  .strictObject({
    consent: z
      .enum(['column', 'address'])
      .default('column')
      .describe(
        'Who has agreed to e-mail: "column", who has yes under email_consent in the households feed; "address", everybody with ' +
          'an address there who has no no, for a chain whose feed has the addresses of those alone who agreed.',
      ),
    from: z
      .string()
      .regex(/^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/, 'expected "Name <address@host>"')
      .optional()
      .meta({
        description: 'Who sends. If absent, the parts of each e-mail are written and no whole one.',
        examples: ['Your Market <lists@example.com>'],
      }),
    reply_to: z
      .string()
      .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'expected address@host')
      .optional()
      .meta({ description: 'Where answers go. If absent, to `from`.', examples: ['service@example.com'] }),
    unsubscribe: z
      .string()
      .regex(/^(?:https:\/\/|mailto:)\S+$/, 'expected a link that begins with https:// or mailto:')
      .optional()
      .meta({
        description:
          'How a household stops the e-mail, at its foot and in its List-Unsubscribe; {list_id} is replaced. If absent, your mailer has to add it.',
        examples: ['https://example.com/stop?list={list_id}'],
      }),
    footer: z
      .array(z.string().min(1))
      .max(10)
      .readonly()
      .default([])
      .meta({
        description: 'Lines at the foot of every e-mail, such as the postal address that the law asks for.',
        examples: [['Your Market, 1 Main Street, Platteville, WI 53818']],
      }),
  })
  .describe('The copies of lists that go out by e-mail.');
