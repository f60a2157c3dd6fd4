import { SHA, type Tables } from './rows.ts';

/** A receipt without lines: format, count, kind of numbers. */
const LINES = Buffer.of(1, 0, 0);

export const HISTORY: Tables = {
  setting: {
    good: { name: 'product_ids', value: 'gtin' },
    bad: { 'a setting that we do not have': { name: 'colour' } },
  },
  feed_file: {
    good: {
      file_no: 1,
      feed: 'scans',
      sha256: SHA,
      layout_sha256: '',
      name: 'a.csv',
      state: 'open',
      records_done: 0,
      lines_stored: 0,
      lines_duplicate: 0,
      rejected_by_reason: '{}',
      quarantine: null,
    },
    bad: {
      'a feed outside the vocabulary': { feed: 'weather' },
      'a state outside the vocabulary': { state: 'half' },
      'a hash that was cut': { sha256: 'abc' },
      'a layout hash that was cut': { layout_sha256: 'abc' },
      'counts below zero': { lines_stored: -1 },
      'reasons that are no JSON': { rejected_by_reason: '{' },
      'the same content twice': { file_no: 2 },
    },
  },
  store: {
    good: { store_no: 1, store_id: 'S1', known: 1 },
    bad: { 'a flag that is neither 0 nor 1': { store_id: 'S2', known: 2 }, 'no id': { store_id: null } },
  },
  product: {
    good: { product_no: 1, product_id: 'soup', label: 'private', restricted: 'none', status: 'active' },
    bad: {
      'a label outside the vocabulary': { label: 'generic' },
      'a restriction outside the vocabulary': { restricted: 'fireworks' },
      'a status outside the vocabulary': { status: 'gone' },
      'sensitive as a word': { sensitive: 'yes' },
      'spend beyond 0 and 1': { spend: -1 },
      'an id twice': { product_no: 2 },
    },
  },
  price: {
    good: {
      store_id: '',
      product_no: 1,
      price_type: 'regular',
      start_day: 0,
      end_day: null,
      price_cents: 100,
    },
    bad: {
      'a price of half a cent': { price_cents: 99.5 },
      'a price in decimal text': { price_cents: '3.49' },
      'a price below zero': { price_cents: -1 },
      'a cost below zero': { unit_cost_cents: -1 },
      'a type outside the vocabulary': { price_type: 'clearance' },
      'no first day': { start_day: null },
      'an unknown product': { product_no: 99 },
    },
  },
  offer: {
    good: { offer_id: 'O1', version: 1, terms: '{}' },
    bad: { 'version 0': { version: 0 }, 'terms that are no JSON': { terms: 'free soup' } },
  },
  household: {
    good: { household_no: 1, household_id: 'H1', mail_consent: 1, large_print: 0 },
    bad: {
      'consent that is neither yes nor no': { household_id: 'H2', mail_consent: 2 },
      'print size in words': { household_id: 'H2', large_print: 'yes' },
    },
  },
  card: {
    good: { card_no: 1, card_id: 'C1', kind: 'card', household_no: 1 },
    bad: {
      'a kind outside the vocabulary': { card_id: 'C2', kind: 'phone' },
      'an unknown household': { card_id: 'C2', household_no: 99 },
      'an id twice': { card_no: 2 },
    },
  },
  aisle: {
    good: { store_id: 'S1', category: 'soup', sort: 1 },
    bad: { 'no place in the walking order': { sort: null }, 'a place that is a word': { sort: 'last' } },
  },
  extra: {
    good: { extra_id: 'E1', kind: 'recipe', title: 'Stew', needs: '[]', tiers: '[]' },
    bad: { 'a kind outside the vocabulary': { kind: 'joke' }, 'needs that are no JSON': { needs: 'onions' } },
  },
  preference: {
    good: { household_id: 'H1', what: 'diet', value: 'vegan' },
    bad: { 'a preference outside the vocabulary': { what: 'colour' } },
  },
  receipt: {
    good: {
      receipt_no: 1,
      store_no: 1,
      day: 20_000,
      register_id: '',
      transaction_id: 'T1',
      card_no: 1,
      file_no: 1,
      sent_in: 1,
      line_count: 1,
      net_cents: -5,
      lines: LINES,
    },
    bad: {
      'half a cent': { receipt_no: 2, transaction_id: 'T2', net_cents: 0.5 },
      'lines that are not there': { receipt_no: 2, transaction_id: 'T2', lines: null },
      'a second of day beyond midnight': { receipt_no: 2, transaction_id: 'T2', second_of_day: 86_400 },
      'an unknown card': { receipt_no: 2, transaction_id: 'T2', card_no: 99 },
      'an unknown file': { receipt_no: 2, transaction_id: 'T2', file_no: 99 },
      'the same receipt twice': { receipt_no: 2 },
    },
  },
  superseded_receipt: {
    good: { receipt_no: 1, file_no: 1, superseded_in: 1, line_count: 1, lines: LINES },
    bad: {
      'an unknown receipt': { receipt_no: 99 },
      'an unknown successor': { superseded_in: 99 },
      'lines that are text': { receipt_no: 1, lines: '[]' },
    },
  },
  resent_receipt: {
    good: { file_no: 1, receipt_no: 1, line_count: 0, net_cents: 0, lines: LINES },
    bad: { 'an unknown receipt': { receipt_no: 99 } },
  },
  fed_back_file: {
    good: { sha256: SHA, layout_sha256: SHA, settled: 0 },
    bad: {
      'a content without a hash': { sha256: '' },
      'a state of its own': { settled: 2 },
      'one file twice': {},
    },
  },
  fed_back_row: {
    good: { source: 'sha-1', line: 2, sha256: SHA, layout_sha256: SHA, record: 1 },
    bad: {
      'a line before the first': { line: 0 },
      'an unknown file': { sha256: 'f'.repeat(64) },
      'one row twice': {},
    },
  },
  dirty_household: {
    good: { household_no: 1 },
    bad: { 'an unknown household': { household_no: 99 } },
  },
  household_history: {
    good: { household_no: 1, exact_from: 0, history: LINES },
    bad: {
      'no history': { history: null },
      'an unknown household': { household_no: 99 },
    },
  },
  retention: {
    good: { before_day: 20_000, state: 'done', receipts: 3, lines: 12 },
    bad: { 'a state outside the vocabulary': { before_day: 19_000, state: 'half' }, 'one day twice': {} },
  },
  card_base: {
    good: { card_no: 1, lines: Buffer.from([1]) },
    bad: { 'an unknown card': { card_no: 99 }, 'no lines': { card_no: 2, lines: null } },
  },
  product_base: {
    good: { product_no: 1, sale_lines: 5 },
    bad: { 'an unknown product': { product_no: 99 }, 'no sale': { product_no: 1, sale_lines: 0 } },
  },
  carried_return: {
    good: {
      return_id: 1,
      household_id: 'H1',
      product_id: 'soup',
      sale_day: 20_000,
      return_day: 20_002,
      quantity_milli: 1000,
      refund_cents: 200,
    },
    bad: {
      'goods that came back before they were sold': { return_day: 19_999 },
      'nothing that came back': { quantity_milli: 0 },
      'a refund below zero': { refund_cents: -1 },
      'one return twice': {},
    },
  },
  promoted_receipt: {
    good: { receipt_no: 1, pending: 1 },
    bad: {
      'a receipt that is not there': { receipt_no: 99 },
      'neither told nor not': { pending: 2 },
      'a receipt twice': {},
    },
  },
  card_claim: {
    good: { card_id: '100', household_no: 1, kind: 'card', claim_no: 1, file_no: 1 },
    bad: {
      'a kind outside the vocabulary': { kind: 'list' },
      'a claim of nobody': { household_no: 99 },
      'a file that is not there': { file_no: 99 },
      'neither ended nor not': { ended: 2 },
      'a household and a card twice': { claim_no: 2 },
    },
  },
  household_member: { good: { household_id: 'H2', root_id: 'H1' }, bad: { 'a household twice': {} } },
  reissued_card: {
    good: { event_id: 1, card_id: '100', from_day: 20_000, former_id: 'H1', former_card_no: 1 },
    bad: { 'a card that is not there': { former_card_no: 99 }, 'an event twice': {} },
  },
  home_store_claim: {
    good: { household_no: 1, claim_no: 1, store_id: 'S1', file_no: 1 },
    bad: {
      'a household that is not there': { household_no: 99 },
      'claim 0': { claim_no: 0 },
      'a claim twice': {},
    },
  },
  store_day: {
    good: {
      store_no: 1,
      day: 20_000,
      receipts: 1,
      line_count: 2,
      net_cents: -5,
      corrected: 0,
      first_file: 1,
      last_file: 1,
    },
    bad: {
      'a store that is not there': { store_no: 99 },
      'fewer receipts than none': { receipts: -1 },
      'fewer lines than none': { line_count: -1 },
      'a file that is not there': { first_file: 99 },
      'a day of a store twice': {},
    },
  },
  store_file: {
    good: {
      file_no: 1,
      store_id: 'S1',
      line_count: 2,
      receipts: 1,
      rejected_by_reason: '{}',
      unknown_products: 2,
      without_card: 0,
      without_line_no: 0,
      without_amount: 0,
      not_positive: 0,
      clock_faults: 0,
      again: 0,
      corrected: 0,
    },
    bad: {
      'a file that is not there': { file_no: 99 },
      'reasons that are no JSON': { rejected_by_reason: 'x' },
      'more unknown products than lines': { unknown_products: 3 },
      'more lines without a card than lines': { without_card: 3 },
      'a store of a file twice': {},
    },
  },
};
