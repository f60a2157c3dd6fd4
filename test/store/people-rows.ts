import { SHA, type Tables } from './rows.ts';

/** Who is who, and who was forgotten, as the ledger keeps it. */
export const PEOPLE: Tables = {
  forgotten: {
    good: { digest: SHA, day: 20_000 },
    bad: {
      'an id instead of a digest': { digest: 'H000001' },
      'a digest in capitals': { digest: SHA.toUpperCase() },
      'no day': { day: null },
      'the same digest twice': {},
    },
  },
  household_event: {
    good: {
      event_id: 1,
      kind: 'merge',
      household_id: 'H2',
      into_id: 'H1',
      reason: 'they married',
      done_by: 'Ann',
      done_at: '2026-11-22T11:30:00.000Z',
    },
    bad: {
      'a kind outside the vocabulary': { kind: 'split' },
      'a merge into nothing': { into_id: null },
      'a merge with itself': { into_id: 'H2' },
      'a merge of a card': { card_id: '100', from_day: 20_000 },
      'a merge with a verdict': { verdict: 'shopper' },
      'a card without a day': { kind: 'reissue', card_id: '100' },
      'a flag that says nothing': { kind: 'flag', into_id: null },
      'a flag for somebody else': { kind: 'flag', verdict: 'shopper' },
      'no reason': { reason: ' ' },
      'nobody who did it': { done_by: '' },
      'details that are no JSON': { detail: 'x' },
      'an event twice': {},
    },
  },
  household_event_undone: {
    good: { event_id: 1, undone_by: 'Ann', undone_at: '2026-11-23T11:30:00.000Z' },
    bad: {
      'the end of nothing': { event_id: 9 },
      'an end by nobody': { undone_by: ' ' },
      'an end twice': {},
    },
  },
  household_member: { good: { household_id: 'H2', root_id: 'H1' }, bad: { 'a household twice': {} } },
};
