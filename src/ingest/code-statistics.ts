import { expandUpcE, hasValidCheckDigit } from '../shared/gtin.ts';
import { digitsOf } from '../shared/product-id.ts';
import type { CodeRepair } from '../shared/product-rules.ts';

/** What the product codes of a whole file look like. */
export type CodeFinding = {
  /** Distinct codes of 7, 9, 10 or 11 digits: too short to be whole. */
  readonly short: number;
  /** How many of them are valid with zeros in front. */
  readonly shortValid: number;
  /** Distinct codes of 12 to 14 digits. */
  readonly long: number;
  readonly longValid: number;
  readonly verdict: CodeVerdict;
};

/** `too-few`: there are short codes, and not enough of them to tell why; `unclear`: enough, and neither cause fits. */
type CodeVerdict = CodeRepair | 'nothing-short' | 'too-few' | 'unclear';

/** Codes beyond this many say nothing new; the set of them stays small. */
const DISTINCT_MAX = 200_000;
/** Twenty codes without check digits are all valid by chance once in 10^20 files. */
const WHOLE_FROM = 20;
/** From here on a share of one in ten can be told from a mixture. */
const BARE_FROM = 50;
const WHOLE_SHARE = 0.98;
/** Real numbers are no dice: the share of valid ones among those without check digits was measured at 10.1 %. */
const TOLERANCE = 0.05;
const DEVIATIONS = 2.5;

/** So few codes that have their check digits are taken for chance. */
const CHANCE_UP_TO = 4;

type Group = { codes: number; valid: number; expected: number; variance: number };

export type CodeStatistics = ReturnType<typeof codeStatistics>;

/**
 * Counts the distinct codes of a file, and tells lost zeros from missing check digits, which no single code can: of those
 * that lost zeros (nearly) all are valid with zeros in front, of those without check digits one in ten, by chance.
 */
export function codeStatistics() {
  const seen = new Set<string>();
  const short: Group = { codes: 0, valid: 0, expected: 0, variance: 0 };
  const long: Group = { codes: 0, valid: 0, expected: 0, variance: 0 };
  return {
    /** A code as the file has it; whatever is no number, or has another length, does not count. */
    add: (text: string): void => {
      const digits = digitsOf(text);
      if (digits === undefined || digits.length === 8 || digits.length < 7 || digits.length > 14) return;
      if (seen.size >= DISTINCT_MAX || seen.has(digits) || /^0+$/.test(digits)) return;
      seen.add(digits);
      const valid = hasValidCheckDigit(digits);
      if (digits.length >= 12) count(long, valid, 0.1);
      // Seven digits are what is left of a UPC-E of number system 0, too: two chances in ten, less both at once.
      else if (digits.length === 7) count(short, valid || expandUpcE(`0${digits}`) !== undefined, 0.19);
      else count(short, valid, 0.1);
    },
    finding: (): CodeFinding => ({
      short: short.codes,
      shortValid: short.valid,
      long: long.codes,
      longValid: long.valid,
      verdict: verdict(short, long),
    }),
  };
}

function count(group: Group, valid: boolean, chance: number): void {
  group.codes++;
  if (valid) group.valid++;
  group.expected += chance;
  group.variance += chance * (1 - chance);
}

type Look = 'whole' | 'bare' | 'too-few' | 'unclear';

function look({ codes, valid, expected, variance }: Group): Look {
  if (codes >= WHOLE_FROM && valid >= WHOLE_SHARE * codes) return 'whole';
  if (codes < BARE_FROM) return 'too-few';
  const allowed = Math.max(DEVIATIONS * Math.sqrt(variance), TOLERANCE * codes);
  return Math.abs(valid - expected) <= allowed ? 'bare' : 'unclear';
}

function verdict(short: Group, long: Group): CodeVerdict {
  const [shortLook, longLook] = [look(short), look(long)];
  if (shortLook === 'whole') return 'lost-zeros';
  if (shortLook === 'unclear') return 'unclear';
  if (shortLook === 'bare')
    return isWhole(long) || longLook === 'unclear' ? 'unclear' : 'missing-check-digits';
  if (longLook === 'bare' && !isWhole(short)) return 'missing-check-digits';
  return short.codes === 0 ? 'nothing-short' : 'too-few';
}

/** Whether most of some codes, that may be few, are valid as they are. */
function isWhole({ codes, valid }: Group): boolean {
  return codes > CHANCE_UP_TO && 2 * valid > codes;
}

/** The finding in a sentence; `undefined`: there is nothing to say. */
export function findingText(finding: CodeFinding): string | undefined {
  const { short, shortValid, long, longValid } = finding;
  const number = (value: number): string => value.toLocaleString('en-US');
  const shortOnes = `${number(shortValid)} of ${number(short)} distinct product codes of 7 to 11 digits are valid with zeros in front`;
  switch (finding.verdict) {
    case 'nothing-short':
      return undefined;
    case 'lost-zeros':
      return `${shortOnes}: they lost them`;
    case 'missing-check-digits':
      return 2 * short >= long
        ? `${shortOnes}, as many as by chance: they have no check digit`
        : `${number(longValid)} of ${number(long)} distinct product codes of 12 to 14 digits have a right check digit, as many as by chance: they have none`;
    case 'too-few':
      return `${shortOnes}; these are too few to tell what is wrong with them`;
    case 'unclear':
      return `${shortOnes}; neither lost zeros (all would be valid) nor missing check digits (one in ten) explain that`;
  }
}
