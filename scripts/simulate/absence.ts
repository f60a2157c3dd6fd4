import { addDays, type Day } from '../../src/shared/day.ts';
import { type Dice, STREAM } from './random.ts';

/** Days (inclusive) on which a household does not shop here at all; `to` undefined: it never came back. */
type Absence = {
  readonly kind: 'joined' | 'break' | 'gone';
  readonly from: Day;
  readonly to: Day | undefined;
};

/** Shares of households that leave for good, that pause, and that join after the first day. */
const GONE_SHARE = 0.06;
const BREAK_SHARE = 0.09;
const JOINED_SHARE = 0.07;

/** When a household is away, if ever; at most once. */
export function deriveAbsence(household: number, first: Day, last: Day, dice: Dice): Absence | undefined {
  const one = dice.stream(STREAM.lapse, household);
  const draw = one.unit();
  const days = last - first + 1;
  const somewhere = one.unit();
  if (draw < GONE_SHARE) {
    return { kind: 'gone', from: addDays(first, Math.floor(days * (0.35 + 0.5 * somewhere))), to: undefined };
  }
  if (draw < GONE_SHARE + BREAK_SHARE) {
    const from = addDays(first, Math.floor(days * (0.15 + 0.6 * somewhere)));
    return { kind: 'break', from, to: addDays(from, Math.min(one.between(35, 84), Math.max(1, days >> 2))) };
  }
  if (draw < GONE_SHARE + BREAK_SHARE + JOINED_SHARE) {
    return { kind: 'joined', from: first, to: addDays(first, Math.floor(days * (0.05 + 0.45 * somewhere))) };
  }
  return undefined;
}
