/** One request with its answer, as the OpenAPI document shows it. */
export type Example = {
  /** `method path`, as in the document. */
  readonly operation: string;
  readonly name: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
};

const LIST = '1678450323486778';

const BASKET = {
  store_id: '101',
  register_id: '4',
  transaction_id: '5512',
  business_day: '2026-10-30',
  list_code: LIST,
  lines: [
    { line_no: 1, product_id: '036000291452', quantity: 1, unit_price_cents: 400, amount_cents: 400 },
    { line_no: 2, product_id: '012345678905', quantity: 1, unit_price_cents: 900, amount_cents: 900 },
  ],
};

const TAKEN = {
  state: 'committed',
  redemption_id: 1,
  recalled: [],
  list_id: '1',
  discounts: [
    {
      line_no: 1,
      product_id: '00036000291452',
      offer_id: 'D1001',
      amount_cents: 100,
      funder_cents: 100,
      store_cents: 0,
      receipt_text: '$1 off Tamarack butter',
    },
    {
      line_no: 2,
      product_id: '00012345678905',
      offer_id: 'D1002',
      amount_cents: 200,
      funder_cents: 200,
      store_cents: 0,
      receipt_text: 'Kessel coffee just $7',
    },
  ],
  refused: [],
  total_cents: 300,
};

const NOTHING = { recalled: [], discounts: [], refused: [], total_cents: 0 };

const OTHER_LIST = '1682907714503312';

/** What a reservation holds, on the list of another household. */
const HELD = {
  redemption_id: 2,
  recalled: [],
  list_id: '2',
  discounts: TAKEN.discounts.slice(0, 1),
  refused: [],
  total_cents: 100,
};

/** In the order in which a lane would ask; a test asks them in turn and compares every answer. */
export const EXAMPLES: readonly Example[] = [
  {
    operation: 'get /v1/lists/{list_code}',
    name: 'a list',
    path: `/v1/lists/${LIST}`,
    answer: {
      list_id: '1',
      valid_from: '2026-10-26',
      valid_until: '2026-11-08',
      offers: [
        { offer_id: 'D1001', products: ['00036000291452'], value_cents: 100, state: 'open' },
        { offer_id: 'D1002', products: ['00012345678905'], value_cents: 200, state: 'open' },
      ],
    },
  },
  {
    operation: 'post /v1/redemptions',
    name: 'a mistyped number',
    path: '/v1/redemptions',
    body: { ...BASKET, list_code: '1678450323486787' },
    answer: {
      status: 'rejected',
      reason: 'code-forged',
      text: 'This is not the number of one of our lists. Please scan again.',
      ...NOTHING,
    },
  },
  {
    operation: 'post /v1/redemptions',
    name: 'a basket',
    path: '/v1/redemptions',
    body: BASKET,
    answer: { status: 'redeemed', ...TAKEN },
  },
  {
    operation: 'post /v1/redemptions',
    name: 'the same again',
    path: '/v1/redemptions',
    body: BASKET,
    answer: { status: 'already-recorded', ...TAKEN },
  },
  {
    operation: 'post /v1/returns',
    name: 'goods come back',
    path: '/v1/returns',
    body: {
      redemption_id: 1,
      line_no: 2,
      store_id: '101',
      register_id: 'desk',
      transaction_id: '77',
      business_day: '2026-11-02',
      operator_id: '9',
    },
    answer: {
      status: 'returned',
      redemption_id: 1,
      line_no: 2,
      return_id: 1,
      quantity: 1,
      refund_cents: 700,
      discount_cents: 200,
      funder_cents: 200,
      store_cents: 0,
      offers_restored: 1,
      left_quantity: 0,
    },
  },
  {
    operation: 'post /v1/redemptions/{id}/void',
    name: 'a void',
    path: '/v1/redemptions/1/void',
    body: { business_day: '2026-10-30', operator_id: '12' },
    answer: {
      status: 'voided',
      redemption_id: 1,
      business_day: '2026-10-30',
      total_cents: 300,
      reversed_cents: 100,
      funder_cents: 100,
      store_cents: 0,
      offers_restored: 1,
      offers_expired: 0,
      offers_withdrawn: 0,
    },
  },
  {
    operation: 'post /v1/redemptions',
    name: 'a basket at the total, to be held until it is paid',
    path: '/v1/redemptions',
    body: {
      ...BASKET,
      transaction_id: '5513',
      list_code: OTHER_LIST,
      lines: BASKET.lines.slice(0, 1),
      mode: 'reserve',
    },
    answer: { status: 'redeemed', state: 'reserved', lapses_at: '2026-03-01T00:10:00.000Z', ...HELD },
  },
  {
    operation: 'post /v1/redemptions/{id}/tender',
    name: 'it is being paid',
    path: '/v1/redemptions/2/tender',
    answer: { status: 'already-recorded', state: 'reserved', ...HELD },
  },
  {
    operation: 'post /v1/redemptions/{id}/commit',
    name: 'it is paid',
    path: '/v1/redemptions/2/commit',
    answer: { status: 'redeemed', state: 'committed', ...HELD },
  },
  {
    operation: 'post /v1/redemptions/{id}/commit',
    name: 'paid, said again',
    path: '/v1/redemptions/2/commit',
    answer: { status: 'already-recorded', state: 'committed', ...HELD },
  },
  { operation: 'get /healthz', name: 'all is well', path: '/healthz', answer: { status: 'ok' } },
];
