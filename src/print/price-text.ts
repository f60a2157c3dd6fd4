import { type Cents, groupedCents } from '../shared/cents.ts';

/** `123456` to `$1,234.56`, in both languages. */
export function priceText(currencySign: string, value: Cents): string {
  return `${currencySign}${groupedCents(value)}`;
}
