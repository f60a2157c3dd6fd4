/** Digits of a number that stay to be told apart by. */
const SHOWN = 4;
const STARS = '****';

/**
 * Numbers long enough to be a card or a list code, with or without the blanks of printed groups. Hexadecimal digests and
 * days are none: they touch letters or hyphens.
 */
const LONG_NUMBER = /(?<![\w.-])(?:\d{4}[ -]){3}\d{4}(?![\w-])|(?<![\w.-])\d{9,24}(?![\w-])/g;

/** A card or a list code as logs and messages may have it: `****9317`. */
export function maskNumber(number: string): string {
  return STARS + number.slice(-SHOWN);
}

/** An id as given on the command line: household ids are shown, whatever may be a card is not. */
export function maskId(text: string): string {
  const number = text.replace(/[ -]/g, '');
  return /\d{9}/.test(number) ? maskNumber(number) : text;
}

/** A text for a log: whatever may be a card or a list code in it is masked. */
export function maskNumbers(text: string): string {
  return text.replace(LONG_NUMBER, maskNumber);
}
