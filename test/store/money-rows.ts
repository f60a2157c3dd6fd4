import { SHA, type Tables } from './rows.ts';

/** What was billed to whom, and what registers have told of by themselves; behind the entries that they are about. */
export const MONEY: Tables = {
  settlement: {
    good: {
      settlement_id: 1,
      from_day: 20_000,
      to_day: 20_030,
      through_entry: 9,
      state: 'done',
      entries: 1,
      settled_by: 'Ann',
      settled_at: '2026-11-22T01:30:00.000Z',
    },
    bad: {
      'a period that ends before it begins': { to_day: 19_999 },
      'a settlement of nothing': { entries: 0 },
      'a state outside the vocabulary': { state: 'half' },
      'nobody who settled': { settled_by: ' ' },
      'the same number twice': {},
    },
  },
  claim_line: {
    good: {
      settlement_id: 1,
      funder_id: 'F1',
      offer_id: 'O1',
      offer_version: 1,
      coupons: 1,
      discounted_milli: 1000,
      sold_milli: 1000,
      funder_cents: 100,
      store_cents: 0,
      face_cents: 80,
      over_budget_cents: 20,
      handling_cents: 8,
    },
    bad: {
      'a claim that is not its parts': { face_cents: 81 },
      'a version that was never printed': { offer_version: 9 },
      'a settlement that is not there': { settlement_id: 9 },
      'a version twice': {},
    },
  },
  lane_report: {
    good: {
      store_id: '1',
      register_id: '7',
      business_day: 20_005,
      transaction_id: 'T9',
      revision: 1,
      content_sha256: SHA,
      redemption_id: null,
      asked_online: 0,
      reported_cents: 100,
      billed_cents: 0,
      offers: '[]',
    },
    bad: {
      'a revision before the first': { revision: 0 },
      'a hash that was cut': { content_sha256: 'ab' },
      'a redemption that is not there': { redemption_id: 99 },
      'neither asked nor not': { asked_online: 2 },
      'offers that are no JSON': { offers: '[' },
      'a revision twice': {},
    },
  },
  file_arrival: {
    good: { sha256: 'f'.repeat(64), day: 20_006 },
    bad: { 'half a hash': { sha256: 'f'.repeat(32) }, 'a content twice': {} },
  },
  redemption_note: {
    good: {
      redemption_id: 1,
      keyed: 1,
      operator_id: '12',
      override_by: 'M7',
      override_reason: 'came a day late',
      override_cents: 100,
    },
    bad: {
      'a redemption that is not there': { redemption_id: 99 },
      'neither keyed nor scanned': { keyed: 2 },
      'a word of nobody': { override_by: null },
      'money by nobody’s word': { override_by: null, override_reason: null },
      'a note twice': {},
    },
  },
  lane_token: {
    good: {
      token_id: 1,
      store_id: '1',
      register_id: null,
      sha256: SHA,
      made_by: 'Ann',
      made_at: '2026-11-22T01:30:00.000Z',
    },
    bad: {
      'a token of no store': { store_id: ' ' },
      'a hash that was cut': { sha256: 'ab' },
      'a revocation by nobody': { revoked_at: '2026-11-22T01:30:00.000Z' },
      'a token in the place of none': { replaces: 9 },
      'the same number twice': {},
    },
  },
};
