import type { JsonSchema } from './schemas.ts';

/** What the lane agent of a store that was cut off tells the office. */
export type ForwardBody = { readonly entries: readonly unknown[] };

/** Entries of one request: their baskets are to fit into a body. */
export const FORWARD_MAX = 100;

export const FORWARD_BODY: JsonSchema = {
  type: 'object',
  required: ['entries'],
  properties: {
    entries: {
      type: 'array',
      maxItems: FORWARD_MAX,
      description:
        'What the store did by itself, oldest first. `act` is `redeem` with the `request` of the register and what was ' +
        '`given` by offer, or `void` with the `key` of the transaction. Told again, an entry changes nothing.',
      items: {
        type: 'object',
        required: ['act'],
        properties: { act: { type: 'string', enum: ['redeem', 'void'] } },
      },
    },
  },
};

const TEXT: JsonSchema = { type: 'string' };
const WHOLE: JsonSchema = { type: 'integer' };

/** What became of each, in the same order. */
export const FORWARDED: JsonSchema = {
  type: 'object',
  required: ['status', 'entries'],
  additionalProperties: false,
  properties: {
    status: { type: 'string', enum: ['settled'] },
    entries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['status'],
        additionalProperties: false,
        properties: {
          status: {
            type: 'string',
            enum: ['settled', 'later', 'failed', 'unreadable', 'other-store'],
            description: '`later` and `failed`: nothing was recorded, and it is to be told again.',
          },
          redemption_id: { type: ['integer', 'null'] },
          given_cents: WHOLE,
          billed_cents: WHOLE,
          not_billed: {
            type: 'array',
            description:
              'What was given and nobody is billed for: another lane was first, or a rule was against it.',
            items: {
              type: 'object',
              required: ['offer_id', 'given_cents', 'billed_cents', 'reason'],
              additionalProperties: false,
              properties: { offer_id: TEXT, given_cents: WHOLE, billed_cents: WHOLE, reason: TEXT },
            },
          },
        },
      },
    },
  },
};
