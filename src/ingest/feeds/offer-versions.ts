import { createHash } from 'node:crypto';
import { addDays, formatDay } from '../../shared/day.ts';
import { type OfferTerms, versionKey } from '../../shared/offer-terms.ts';
import type { RowFault } from './definition.ts';

type Version = Pick<OfferTerms, 'version' | 'issueStart' | 'issueEnd'> & {
  /** Where the file has it; undefined: it was taken in before. */
  readonly line: number | undefined;
  /** Of its terms, whole. */
  readonly sha256: string;
};

/**
 * Checks the versions of offers against each other: those that were taken in before, and those of a file, all of which are
 * to be noted before the first one is judged.
 *
 * A line that says what is known already is never at fault, so that a full feed may come again every day, with the older
 * versions that newer ones took the place of.
 */
export class OfferVersions {
  readonly #byOffer = new Map<string, Version[]>();
  readonly #taken = new Map<string, string>();

  constructor(taken: readonly OfferTerms[] = []) {
    for (const terms of taken) {
      const version = versionOf(terms, undefined);
      this.#taken.set(versionKey(terms.offerId, terms.version), version.sha256);
      this.#add(terms.offerId, version);
    }
  }

  note(terms: OfferTerms, line: number): void {
    this.#add(terms.offerId, versionOf(terms, line));
  }

  /** What is wrong with a line of the file. */
  faultOf(terms: OfferTerms, line: number): RowFault | undefined {
    const { sha256 } = versionOf(terms, line);
    if (this.#taken.get(versionKey(terms.offerId, terms.version)) === sha256) return undefined;
    const others = this.#byOffer.get(terms.offerId) ?? [];
    const twin = others.find(
      (other) => other.line !== undefined && other.version === terms.version && other.sha256 !== sha256,
    );
    if (twin !== undefined) return twice(terms, twin);
    const newer = others.find(
      (other) =>
        other.version > terms.version &&
        other.issueStart <= terms.issueEnd &&
        other.issueEnd >= terms.issueStart,
    );
    return newer === undefined ? undefined : overlap(terms, newer);
  }

  #add(offerId: string, version: Version): void {
    const versions = this.#byOffer.get(offerId);
    if (versions === undefined) this.#byOffer.set(offerId, [version]);
    else versions.push(version);
  }
}

function versionOf(terms: OfferTerms, line: number | undefined): Version {
  const { version, issueStart, issueEnd } = terms;
  const sha256 = createHash('sha256').update(JSON.stringify(terms)).digest('base64');
  return { version, issueStart, issueEnd, line, sha256 };
}

function twice({ version }: OfferTerms, twin: Version): RowFault {
  return {
    column: 'version',
    reason: 'version-twice',
    what: `stands on line ${twin.line}, too, with other terms`,
    next: `Leave out the line that is wrong, or call the newer one version ${version + 1}.`,
  };
}

function overlap(older: OfferTerms, newer: Version): RowFault {
  const where = newer.line === undefined ? 'taken in before' : `line ${newer.line}`;
  const window = `${formatDay(newer.issueStart)} to ${formatDay(newer.issueEnd)}`;
  return {
    column: 'issue_end',
    reason: 'version-overlap',
    what: `lets version ${older.version} overlap version ${newer.version}, issued from ${window} (${where})`,
    next:
      older.issueStart < newer.issueStart
        ? `End version ${older.version} on ${formatDay(addDays(newer.issueStart, -1))}, or begin version ${newer.version} after it.`
        : `Leave version ${older.version} out, or begin version ${newer.version} after it.`,
  };
}
