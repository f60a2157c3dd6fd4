import { REFUSE_TEXT, REJECT_TEXT, RETURN_REJECT_TEXT, VOID_REJECT_TEXT } from '../checkout/reasons.ts';
import { EXAMPLES } from './examples.ts';
import { FORWARD_BODY, FORWARDED } from './forwarding.ts';
import { type JsonSchema, REDEMPTION_BODY, RETURN_BODY, VOID_BODY } from './schemas.ts';

const WHOLE: JsonSchema = { type: 'integer' };
const TEXT: JsonSchema = { type: 'string' };
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'] });
const oneOf = (names: readonly string[]): JsonSchema => ({ type: 'string', enum: names });

function object(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', required, properties, additionalProperties: false };
}

const DISCOUNT = object({
  line_no: WHOLE,
  product_id: TEXT,
  offer_id: TEXT,
  amount_cents: WHOLE,
  funder_cents: WHOLE,
  store_cents: WHOLE,
  receipt_text: TEXT,
});
const REFUSED = object({ offer_id: TEXT, reason: oneOf(Object.keys(REFUSE_TEXT)), text: TEXT });

/** What the endpoint answers with 200, by name; tests hold real answers against it. */
export const ANSWERS: Readonly<Record<string, JsonSchema>> = {
  Redemption: object(
    {
      status: oneOf(['redeemed', 'already-recorded', 'rejected']),
      reason: oneOf(Object.keys(REJECT_TEXT)),
      text: TEXT,
      state: { ...oneOf(['reserved', 'committed']), description: 'Whether it is only held, or taken.' },
      lapses_at: { ...TEXT, description: 'When a reservation is over by itself, ISO 8601 in UTC.' },
      redemption_id: orNull(WHOLE),
      recalled: { type: 'array', items: WHOLE, description: 'Numbers of lines that must not be sold.' },
      list_id: TEXT,
      discounts: { type: 'array', items: DISCOUNT },
      refused: { type: 'array', items: REFUSED },
      total_cents: WHOLE,
      override_cents: { ...WHOLE, description: "What came off only by a manager's word." },
      offline: {
        type: 'boolean',
        description: 'true: the store decided by itself, cut off from the office.',
      },
      supervisor: { ...TEXT, description: 'Several numbers of this lane could not be read: for its screen.' },
    },
    [
      ...['reason', 'text', 'state', 'lapses_at', 'redemption_id', 'list_id', 'override_cents', 'offline'],
      'supervisor',
    ],
  ),
  Void: object(
    {
      status: oneOf(['voided', 'already-voided', 'rejected']),
      reason: oneOf(Object.keys(VOID_REJECT_TEXT)),
      text: TEXT,
      redemption_id: WHOLE,
      business_day: TEXT,
      total_cents: WHOLE,
      reversed_cents: WHOLE,
      funder_cents: WHOLE,
      store_cents: WHOLE,
      offers_restored: WHOLE,
      offers_expired: WHOLE,
      offers_withdrawn: WHOLE,
    },
    [
      ...['reason', 'text', 'business_day', 'total_cents', 'reversed_cents', 'funder_cents', 'store_cents'],
      ...['offers_restored', 'offers_expired', 'offers_withdrawn'],
    ],
  ),
  Return: object(
    {
      status: oneOf(['returned', 'already-recorded', 'rejected']),
      reason: oneOf(Object.keys(RETURN_REJECT_TEXT)),
      text: TEXT,
      redemption_id: WHOLE,
      line_no: WHOLE,
      return_id: orNull(WHOLE),
      quantity: { type: 'number' },
      refund_cents: WHOLE,
      discount_cents: WHOLE,
      funder_cents: WHOLE,
      store_cents: WHOLE,
      offers_restored: WHOLE,
      left_quantity: { type: ['number', 'null'] },
    },
    ['reason', 'text'],
  ),
  Forwarded: FORWARDED,
  List: object({
    list_id: TEXT,
    valid_from: TEXT,
    valid_until: TEXT,
    offers: {
      type: 'array',
      items: object({
        offer_id: TEXT,
        products: { type: 'array', items: TEXT },
        value_cents: WHOLE,
        state: oneOf(['open', 'reserved', 'redeemed', 'expired', 'withdrawn']),
      }),
    },
  }),
  Health: object({ status: oneOf(['ok']) }),
  Error: object({ error: TEXT, message: TEXT }),
};

type Operation = {
  readonly summary: string;
  readonly answer?: string;
  readonly body?: JsonSchema;
  readonly parameter?: string;
  readonly isOpen?: true;
};

/** Every operation, by `method path`. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'post /v1/redemptions': {
    summary: 'Take the specials of a list off a basket; safe to repeat with the same transaction',
    body: REDEMPTION_BODY,
    answer: 'Redemption',
  },
  'post /v1/redemptions/{id}/tender': {
    summary: 'A reservation is being paid: it does not lapse by itself any more; safe to repeat',
    parameter: 'id',
    answer: 'Redemption',
  },
  'post /v1/redemptions/{id}/commit': {
    summary: 'A reservation is paid: what was held is taken; safe to repeat',
    parameter: 'id',
    answer: 'Redemption',
  },
  'post /v1/redemptions/{id}/void': {
    summary: 'Take a whole redemption back; safe to repeat',
    body: VOID_BODY,
    parameter: 'id',
    answer: 'Void',
  },
  'post /v1/returns': {
    summary: 'Goods of one line come back after tender; safe to repeat with a transaction of its own',
    body: RETURN_BODY,
    answer: 'Return',
  },
  'post /v1/offline': {
    summary: 'What a store gave while it was cut off, from its lane agent; safe to repeat',
    body: FORWARD_BODY,
    answer: 'Forwarded',
  },
  'get /v1/lists/{list_code}': {
    summary: 'What a list offers, and what of it is still open',
    parameter: 'list_code',
    answer: 'List',
  },
  'get /healthz': { summary: 'Whether the endpoint can decide', answer: 'Health', isOpen: true },
  'get /openapi.json': { summary: 'This document', isOpen: true },
  'get /metrics': { summary: 'Counters and times, for Prometheus' },
};

const ERRORS: Readonly<Record<string, string>> = {
  400: 'The request is not as it should be; nothing was looked at.',
  401: 'No good token.',
  403: "The token is for another store's or another register's lanes.",
  404: 'There is no such list.',
  413: 'The body is too large.',
  429: 'More requests in one second than a token may send.',
  503: 'Nothing was recorded; send the same request again.',
};

/** The OpenAPI 3.1 document of the endpoint. */
export function openApi(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method]: describe(name, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'duelist checkout endpoint',
      version: '1',
      description:
        'Business answers are 200, also where the answer is no. Money is integer cents. Store, register, business day and ' +
        'transaction are the key of a request: a retry answers as the first time.',
    },
    paths,
    components: {
      schemas: ANSWERS,
      securitySchemes: {
        lane: { type: 'http', scheme: 'bearer', description: 'duelist token create --store ID' },
      },
    },
  };
}

function describe(name: string, { summary, body, parameter, answer, isOpen }: Operation) {
  const examples = EXAMPLES.filter((example) => example.operation === name);
  const shown = (of: (example: (typeof EXAMPLES)[number]) => unknown) => ({
    examples: Object.fromEntries(
      examples
        .filter((example) => of(example) !== undefined)
        .map((example) => [example.name, { value: of(example) }]),
    ),
  });
  const error = (status: string) => ({
    description: ERRORS[status],
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  });
  return {
    summary,
    security: isOpen === true ? [] : [{ lane: [] }],
    ...(parameter === undefined
      ? {}
      : { parameters: [{ name: parameter, in: 'path', required: true, schema: TEXT }] }),
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: body, ...shown(({ body }) => body) } } } }),
    responses: {
      200: {
        description: 'The answer',
        ...(answer === undefined
          ? {}
          : {
              content: {
                'application/json': {
                  schema: { $ref: `#/components/schemas/${answer}` },
                  ...shown(({ answer }) => answer),
                },
              },
            }),
      },
      ...(isOpen === true
        ? {}
        : Object.fromEntries(Object.keys(ERRORS).map((status) => [status, error(status)]))),
    },
  };
}
