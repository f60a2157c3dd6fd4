import { CARE } from './care.ts';
import { LANE } from './lane.ts';
import { LOOP } from './loop.ts';
import { MARKETING } from './marketing.ts';
import { SETUP } from './setup.ts';
import type { CommandGroup, CommandSpec } from './spec.ts';

/** What `--help` shows, and what commander, the manual page and the shells' completions are built from. */
export const GROUPS: readonly CommandGroup[] = [SETUP, LOOP, MARKETING, LANE, CARE];

export const COMMANDS: readonly CommandSpec[] = GROUPS.flatMap(({ commands }) => commands);

export const SUMMARY =
  'The due list: what each household is due to buy, printed with the deals that fit, redeemed at the lane.';
export const VERSION = '0.1.0';
