/**
 * The postal code in the lines of an address, as a print house sorts by it: at the end of the last line as in the United
 * States (with ZIP+4), else the first group with a digit in it; '' where there is none.
 */
export function postalCodeOf(addressLines: readonly string[]): string {
  const last = addressLines.at(-1) ?? '';
  return /\b\d{5}(?:-\d{4})?$/.exec(last)?.[0] ?? /\S*\d\S*/.exec(last)?.[0] ?? '';
}
