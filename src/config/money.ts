import { z } from 'zod';
import { type Cents, parseCents } from '../shared/cents.ts';

/** Decimal text or a TOML number with at most two decimals, as money. */
export const money = z.unknown().transform((value, context): Cents => {
  const amount = parseCents(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '',
  );
  if (amount !== undefined && amount >= 0) return amount;
  context.addIssue({ code: 'custom', message: 'expected an amount such as "25.00"' });
  return z.NEVER;
});
