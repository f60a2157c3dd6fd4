/** Whole percents, which is what people compare. */
export function percentText(share: number | undefined): string {
  return share === undefined ? 'unknown' : `${Math.round(100 * share)} %`;
}

export function shareText(part: number, whole: number): string {
  return percentText(whole === 0 ? undefined : part / whole);
}

/** A tenth of a percent, for programs. */
export function toPercent(share: number): number {
  return Math.round(share * 1000) / 10;
}

/** A number to so many decimals, halves away from zero in the last one: `0.045`. */
export function decimalText(value: number, decimals: number): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  });
}

/** Percentage points with a sign, to a tenth: `+4.6`. */
export function pointsText(share: number): string {
  return share < 0 ? decimalText(100 * share, 1) : `+${decimalText(100 * share, 1)}`;
}
