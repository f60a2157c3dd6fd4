import type { CodeRepair } from '../../shared/product-rules.ts';
import type { Feed } from '../rows.ts';
import type { DateGuess } from './dates.ts';
import type { TextEncoding } from './text.ts';

/** How sure a column is: `sure` can be used as it stands, `likely` looked at, `unsure` must be. */
export type Sureness = 'sure' | 'likely' | 'unsure';

export type GuessedColumn = {
  readonly canonical: string;
  readonly isRequired: boolean;
  /** The file's columns that make it up; several are glued together. */
  readonly from: readonly string[];
  /** Where they stand, from 1: a name may be blank, or there twice. */
  readonly places: readonly number[];
  /** 0..1. */
  readonly certainty: number;
  readonly how: Sureness;
  readonly reasons: readonly string[];
};

/** A required column that the file does not seem to have. */
export type MissingColumn = {
  readonly canonical: string;
  /** The value that the proposal puts in its place; undefined: nothing can stand in. */
  readonly constant: string | undefined;
  readonly advice: string;
};

export type GuessedIds = {
  readonly kind: 'gtin' | 'opaque';
  /** Filled cells that are product ids with a valid check digit, 0..1. */
  readonly validShare: number;
  /** What the codes as a whole have lost, and can be given back. */
  readonly repair: CodeRepair | undefined;
};

/** How the text of a file of columns is written. */
export type GuessedForm = {
  readonly encoding: TextEncoding;
  readonly hasMark: boolean;
  readonly delimiter: string;
  /** Lines above the header, or above the first record. */
  readonly skipLines: number;
  readonly hasHeader: boolean;
  readonly decimalMark: '.' | ',';
  readonly thousandsMark: string | undefined;
  /** Signs and codes of the currency in columns of amounts. */
  readonly currency: readonly string[];
  /** Some amounts have their minus behind them, or parentheses around them. */
  readonly hasMinusBehind: boolean;
  readonly date: DateGuess | undefined;
};

/** A layout as its file has it: keys and values, and what to say beside some of them. */
export type LayoutDraft = {
  readonly written: Readonly<Record<string, unknown>>;
  /** By key, `constants.store_id` within a table. */
  readonly comments: Readonly<Record<string, string>>;
};

export type Proposal = {
  readonly feed: Feed;
  /** What kind of file it is, in a few words. */
  readonly what: string;
  readonly form: GuessedForm | undefined;
  readonly columns: readonly GuessedColumn[];
  /** Columns of the file that nothing was made of. */
  readonly unread: readonly string[];
  readonly missing: readonly MissingColumn[];
  readonly productIds: GuessedIds | undefined;
  /** What the values of the column of line types mean, where they are not our words. */
  readonly lineTypes: Readonly<Record<string, string>> | undefined;
  /** Columns whose amounts have the sign that we do not give them. */
  readonly negated: readonly string[];
  /** Columns of amounts that are written in whole cents. */
  readonly inCents: readonly string[];
  /** What to know and to do, most important first. */
  readonly notes: readonly string[];
  /** undefined: no layout can be proposed; the notes say why. */
  readonly draft: LayoutDraft | undefined;
};
