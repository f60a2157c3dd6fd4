import type { Profile } from './households.ts';

/** The card that cashiers swipe for shoppers who have none. It is in no household. */
export const HOUSE_CARD = '4899999999';

/** A prime below the room that eight digits leave under the house card: multiplying by it scatters card numbers. */
const CARD_PRIME = 99_999_989;
const CARD_FACTOR = 7_919_317;

/** A household's first or second card: ten digits, no two alike. */
export function cardOf(household: number, which: 0 | 1): string {
  const number = ((household * 2 + which + 1) * CARD_FACTOR) % CARD_PRIME;
  return `48${String(number).padStart(8, '0')}`;
}

const AREAS = ['608', '715', '920', '414', '262', '607', '315', '716', '585', '518'];

/** A phone number: the exchange 555 of an area; areas that do not exist where a large chain runs out of them. */
export function phoneOf(household: number): string {
  const area = AREAS[household % 10] ?? '608';
  const block = Math.floor(household / 100_000);
  const line = String(Math.floor(household / 10) % 10_000).padStart(4, '0');
  return block === 0 ? `${area}555${line}` : `${800 + block * 10 + (household % 10)}555${line}`;
}

/** What the register records for a household's trip; '' for none. */
export function cardShown(profile: Profile, household: number, unit: number): string {
  if (unit < profile.forgetsCard) return '';
  const rest = (unit - profile.forgetsCard) / (1 - profile.forgetsCard);
  if (profile.phone && !profile.unregistered && rest < 0.1) return phoneOf(household);
  return cardOf(household, profile.cards === 2 && rest > 0.65 ? 1 : 0);
}
