import type { Cells } from '../cells.ts';

export const OFFER_REQUIRED = [
  'offer_id',
  'funder_id',
  'kind',
  'value',
  'products',
  'issue_start',
  'issue_end',
  'redeem_start',
  'redeem_end',
] as const;

export const OFFER_OPTIONAL = [
  'version',
  'offer_code',
  'funder_name',
  'max_value',
  'buy_quantity',
  'buy_amount',
  'buy_weight',
  'get_quantity',
  'min_basket',
  'products_excluded',
  'limit_transaction',
  'limit_household',
  'limit_total',
  'budget',
  'funder_percent',
  'handling_fee',
  'audience',
  'values_by_segment',
  'taper',
  'stack',
  'on_void',
  'on_return',
  'stores',
  'restricted',
  'headline',
  'legal_text',
] as const;

export type OfferColumn = (typeof OFFER_REQUIRED)[number] | (typeof OFFER_OPTIONAL)[number];
export type OfferCells = Cells<OfferColumn>;
