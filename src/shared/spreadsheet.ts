/** A spreadsheet writes ="0120…" or '0120… to keep the zeros of a number that is a name. */
export function unquoteSpreadsheet(text: string): string {
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2) return text.slice(2, -1).trim();
  return /^'\d+$/.test(text) ? text.slice(1) : text;
}

/** A blank cell of a column that is written as `="…"` throughout. Were it an id, all who have none would be one. */
export function isBlankOfSpreadsheet(text: string): boolean {
  return text.startsWith('="') && unquoteSpreadsheet(text) === '';
}

/**
 * What a spreadsheet or a program makes of a long number: `1.2E+10`, `9,94e+14`, `9.94E14`. The digits that told two names
 * apart are gone. A whole number before a bare E is none: a chain's own code may be `12E5`.
 */
export function isRoundedNumber(text: string): boolean {
  return ROUNDED.test(text);
}

const ROUNDED = /^\d+(?:[.,]\d+E\+?|E\+)\d{1,3}$/i;
