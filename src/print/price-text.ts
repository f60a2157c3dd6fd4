import { type Cents, formatCents } from '../shared/cents.ts';

/** `123456` to `$1,234.56`, as both languages write it in the United States. */
export function priceText(currencySign: string, value: Cents): string {
  return `${currencySign}${formatCents(value).replace(THOUSANDS, ',')}`;
}

const THOUSANDS = /(?<=\d)(?=(?:\d{3})+\.)/g;
