import { join } from 'node:path';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { deriveAbsence } from './absence.ts';
import { cardOf, phoneOf } from './cards.ts';
import { exactWeeklyCents } from './exact.ts';
import { type Pantry, profileOf } from './pantry.ts';
import { addressOf, nameOf } from './people.ts';
import { STREAM } from './random.ts';
import { townOf } from './stores.ts';
import { type Cell, writeFeed } from './text.ts';
import { householdId, type World } from './world.ts';

const COLUMNS = [
  'household_id',
  'card_ids',
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
  'large_print',
  'joined_day',
] as const;

const EMAIL_SHARE = 0.3;
/** Of those with an address. */
const EMAIL_CONSENT_SHARE = 0.8;
const SPANISH_SHARE = 0.06;
const NO_MAIL_SHARE = 0.07;
const LARGE_PRINT_SHARE = 0.05;

/** The households feed: everyone with a registered card. */
export function writeHouseholds(world: World, homes: Pantry['homeStore'], dir: string): number {
  return writeFeed(join(dir, 'households.csv'), COLUMNS, rows());

  function* rows(): Generator<Partial<Record<(typeof COLUMNS)[number], Cell>>> {
    for (let household = 0; household < world.settings.households; household++) {
      const profile = profileOf(world, household);
      if (profile.unregistered) continue;
      const absence = deriveAbsence(household, world.firstDay, world.lastDay, world.dice);
      const storeNo = homes[household] ?? 0;
      const town = townOf(storeNo);
      const dice = world.dice.stream(STREAM.person, household);
      const name = nameOf(household, dice);
      const { address1, address2 } = addressOf(dice);
      const spanish = dice.chance(SPANISH_SHARE) || household === 3;
      const exact = exactWeeklyCents(household) !== undefined;
      const joinedBefore = addDays(world.firstDay, -dice.between(1, 2000));
      const joinedNow = absence?.kind === 'joined' && absence.to !== undefined && !exact;
      const row = {
        household_id: householdId(household),
        card_ids:
          profile.cards === 2 ? `${cardOf(household, 0)}|${cardOf(household, 1)}` : cardOf(household, 0),
        alternate_ids: profile.phone ? phoneOf(household) : undefined,
        name,
        address_1: address1,
        address_2: address2,
        city: town.city,
        state: town.state,
        postal_code: town.postalCode,
        country: 'US',
        home_store_id: world.storeIds[storeNo],
        language: spanish ? 'es' : 'en',
        mail_consent: dice.chance(NO_MAIL_SHARE) && !exact ? 'no' : 'yes',
        email: dice.chance(EMAIL_SHARE) ? `member${household + 1}@example.com` : undefined,
        large_print: dice.chance(LARGE_PRINT_SHARE) ? 'yes' : 'no',
        joined_day: formatDay(joinedNow ? addDays(absence.to, 1) : joinedBefore),
      };
      // Drawn last: whatever else a household is stays as it was.
      const agrees = dice.chance(EMAIL_CONSENT_SHARE) ? 'yes' : 'no';
      yield { ...row, email_consent: row.email === undefined ? undefined : agrees };
    }
  }
}
