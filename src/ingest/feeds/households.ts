import type { HouseholdRow } from '../rows.ts';
import { defineFeed } from './definition.ts';
import { languageTag } from './language.ts';

/**
 * Households. Consent to mail must be said: a blank is no consent. What a blank consent to e-mail means is for whoever sends it.
 * A barcode of the post that is none is kept as it is: the household has a list all the same.
 */
export const householdsFeed = defineFeed(
  ['household_id', 'card_ids'],
  [
    'alternate_ids',
    'name',
    'address_1',
    'address_2',
    'city',
    'state',
    'postal_code',
    'country',
    'home_store_id',
    'language',
    'mail_consent',
    'email',
    'email_consent',
    'imb',
    'large_print',
    'joined_day',
  ],
  (cells): HouseholdRow => ({
    householdId: cells.id('household_id'),
    cardIds: cells.requiredIds('card_ids'),
    alternateIds: cells.list('alternate_ids'),
    name: cells.optional('name'),
    address1: cells.optional('address_1'),
    address2: cells.optional('address_2'),
    city: cells.optional('city'),
    state: cells.optional('state'),
    postalCode: cells.optional('postal_code'),
    country: cells.optional('country'),
    homeStoreId: cells.optionalId('home_store_id'),
    language: languageTag(cells, 'language'),
    mailConsent: cells.yesNo('mail_consent') ?? false,
    email: cells.optional('email'),
    emailConsent: cells.yesNo('email_consent'),
    imb: cells.optional('imb'),
    largePrint: cells.yesNo('large_print') ?? false,
    joinedDay: cells.day('joined_day'),
  }),
);
