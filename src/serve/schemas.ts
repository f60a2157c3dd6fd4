/** The bodies that lanes send, as JSON Schema: the server checks by it, and the OpenAPI document shows it. */

type Id = string | number;

export type RedemptionBody = {
  readonly store_id: Id;
  readonly register_id: Id;
  readonly transaction_id: Id;
  readonly business_day: string;
  readonly list_code?: string | null;
  readonly card_id?: string | null;
  readonly lines: readonly {
    readonly line_no: number;
    readonly product_id: string;
    readonly quantity: number;
    readonly unit_price_cents: number;
    readonly amount_cents: number;
  }[];
  readonly mode?: 'commit' | 'reserve' | null;
  readonly keyed?: boolean | null;
  readonly operator_id?: Id | null;
  readonly override?: { readonly manager_id: Id; readonly reason: string } | null;
};

export type VoidBody = { readonly business_day?: string | null; readonly operator_id?: Id | null };

export type ReturnBody = {
  readonly redemption_id: number;
  readonly line_no: number;
  readonly quantity?: number | null;
  readonly store_id?: Id | null;
  readonly register_id?: Id | null;
  readonly transaction_id?: Id | null;
  readonly business_day?: string | null;
  readonly operator_id?: Id | null;
};

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the feeds take, too: a store, card or product that they know can be asked about. */
const ID_CHARS = 200;
const REASON_CHARS = 200;
/** A trillion cents: what the command line takes, too. */
const CENTS_MAX = 999_999_999_999;
const QUANTITY_MAX = 9_999_999;
/** Ten full carts. */
const LINES_MAX = 2000;

const text = (description: string, maxLength = ID_CHARS): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  description,
});
const id = (description: string): JsonSchema => ({ ...text(description), type: ['string', 'integer'] });
const whole = (description: string, most: number, least = 0): JsonSchema => ({
  type: 'integer',
  minimum: least,
  maximum: most,
  description,
});
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'].flat() });
const centsOf = (description: string): JsonSchema => whole(description, CENTS_MAX, -CENTS_MAX);
const quantity = (description: string): JsonSchema => ({
  type: 'number',
  minimum: -QUANTITY_MAX,
  maximum: QUANTITY_MAX,
  description,
});

const operatorId = orNull(id('Who is at the register; written down beside voids and returns.'));
const businessDay = text("The store's own business day, YYYY-MM-DD.", 10);

const LINE: JsonSchema = {
  type: 'object',
  required: ['line_no', 'product_id', 'quantity', 'unit_price_cents', 'amount_cents'],
  properties: {
    line_no: whole('Number of the line, each once.', Number.MAX_SAFE_INTEGER),
    product_id: text(
      'As scanned: GTIN, UPC-E, `plu:4011`, price-embedded. What names no product carries no special.',
    ),
    quantity: quantity('Units, or weight of weighed goods, at most three decimals; negative: taken back.'),
    unit_price_cents: centsOf('Price of one unit or of the weight unit.'),
    amount_cents: centsOf("The line's amount after the register's own price changes."),
  },
};

export const REDEMPTION_BODY: JsonSchema = {
  type: 'object',
  required: ['store_id', 'register_id', 'transaction_id', 'business_day', 'lines'],
  properties: {
    store_id: id('The store.'),
    register_id: id('The register.'),
    transaction_id: id("The register's own number of the transaction: the same on every retry."),
    business_day: businessDay,
    list_code: orNull(text('The number on the list, scanned or keyed; blanks and hyphens are ignored.')),
    card_id: orNull(text('The scanned card.')),
    lines: { type: 'array', maxItems: LINES_MAX, items: LINE },
    mode: {
      type: ['string', 'null'],
      enum: ['commit', 'reserve', null],
      description:
        '`reserve`: hold the specials at the total, commit them when it is paid. Else it is all one step, also where they are held already.',
    },
    keyed: { type: ['boolean', 'null'], description: 'The number was keyed, not scanned; reported.' },
    operator_id: operatorId,
    override: {
      type: ['object', 'null'],
      description:
        "A manager's word: specials are given past their last day, with another household's card, or at another store, up to " +
        '`checkout.override_cap` and at the charge of the store; reported.',
      required: ['manager_id', 'reason'],
      properties: { manager_id: id('Who lets it pass.'), reason: text('Why.', REASON_CHARS) },
    },
  },
};

export const VOID_BODY: JsonSchema = {
  type: ['object', 'null'],
  properties: {
    business_day: orNull({
      ...businessDay,
      description: "The store's business day now: after that of the redemption a void is refused.",
    }),
    operator_id: operatorId,
  },
};

export const RETURN_BODY: JsonSchema = {
  type: 'object',
  required: ['redemption_id', 'line_no'],
  properties: {
    redemption_id: whole('The redemption, as its answer named it.', Number.MAX_SAFE_INTEGER),
    line_no: whole('The line of the basket.', Number.MAX_SAFE_INTEGER),
    quantity: orNull(quantity('How much of it, above zero; absent: all that is left.')),
    store_id: orNull(
      id("With the next three the desk's own transaction, one per line: then a retry is no second return."),
    ),
    register_id: orNull(id("The desk's register.")),
    transaction_id: orNull(id("The desk's own number.")),
    business_day: orNull({ ...businessDay, description: 'On which the goods came back, YYYY-MM-DD.' }),
    operator_id: operatorId,
  },
};
