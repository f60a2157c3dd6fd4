/**
 * A quantity as registers write it (`2`, `1.355`, `-1`) to thousandths; undefined when it is none, or has more than three
 * decimals.
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^(-?)(\d{1,7})(?:\.(\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const milli = Number(match[2]) * 1000 + Number((match[3] ?? '').padEnd(3, '0'));
  return match[1] === '-' && milli > 0 ? -milli : milli;
}

/** Thousandths to `2`, `1.355`. */
export function formatQuantity(milli: number): string {
  const rest = String(Math.abs(milli) % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = String(Math.trunc(Math.abs(milli) / 1000));
  return `${milli < 0 ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
}
