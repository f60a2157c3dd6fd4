import { cents, formatCents } from '../shared/cents.ts';
import type { Language, SheetContent } from './sheet.ts';
import type { PrintableList } from './sheet-of-list.ts';
import { TEXTS } from './texts-of.ts';

/** Why a sheet must not go out; what it is held for, and shown by. */
export const PREFLIGHT_FAULTS = [
  'overflow',
  'glyphs-missing',
  'symbol-misread',
  'empty',
  'offer-dead',
  'offer-restricted',
  'price-changed',
  'translation-missing',
  'address-incomplete',
] as const;
export type PreflightCode = (typeof PREFLIGHT_FAULTS)[number];
export type PreflightFault = { readonly reason: PreflightCode; readonly detail: string };

/** What is known on the day of printing. */
export type PreflightFacts = {
  /** What is wrong with an offer's version for the whole validity; undefined: it holds. */
  readonly offerFault: (
    offerId: string,
    version: number,
  ) => (Omit<PreflightFault, 'detail'> & { why: string }) | undefined;
  /** The most that the shelf asks on any day of the validity, in cents; undefined: none is known. */
  readonly priceNow: (productId: string, storeId: string | undefined) => number | undefined;
};

/**
 * What is wrong with a list before it is laid out: the first fault that there is. The paper is a promise, and what it says must
 * hold through its validity.
 *
 * @param list What will be printed, `mail` as it is now.
 */
export function listFault(
  list: PrintableList & { readonly homeStoreId: string | undefined },
  facts: PreflightFacts,
): PreflightFault | undefined {
  const { language, addressLines } = list.addressee;
  if (TEXTS[language as Language] === undefined)
    return { reason: 'translation-missing', detail: `there are no texts in the language "${language}"` };
  if (list.mail) {
    const missing = addressFault(addressLines);
    if (missing !== undefined) return { reason: 'address-incomplete', detail: missing };
  }
  return offerFaultOf(list, facts) ?? priceFaultOf(list, facts);
}

function offerFaultOf(list: PrintableList, facts: PreflightFacts): PreflightFault | undefined {
  for (const { lineNo, offerId, offerVersion } of numbered(list)) {
    if (offerId === undefined || offerVersion === undefined) continue;
    const fault = facts.offerFault(offerId, offerVersion);
    if (fault !== undefined)
      return { reason: fault.reason, detail: `line ${lineNo} promises ${offerId}, which ${fault.why}` };
  }
  return undefined;
}

/** The shelf asks more than the sheet says: a shopper would be right to complain, and so would the law. */
function priceFaultOf(
  list: PrintableList & { readonly homeStoreId: string | undefined },
  facts: PreflightFacts,
): PreflightFault | undefined {
  for (const { lineNo, productId, regularPriceCents } of numbered(list)) {
    if (productId === undefined || regularPriceCents === undefined) continue;
    const now = facts.priceNow(productId, list.homeStoreId);
    if (now !== undefined && now > regularPriceCents) {
      const [says, asks] = [regularPriceCents, now].map((price) => formatCents(cents(price)));
      return {
        reason: 'price-changed',
        detail: `line ${lineNo} says ${says}, and the shelf will ask ${asks}`,
      };
    }
  }
  return undefined;
}

function numbered(list: PrintableList) {
  return list.lines.map((line, at) => ({ ...line, lineNo: at + 1 }));
}

/** A list without any line of an address waits in the store; one with half of it would come back. */
function addressFault(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  if (lines.length === 1) return `of its address there is only "${lines[0]}"`;
  return /\d/.test(lines.at(-1) ?? '') ? undefined : `its address has no postal code: "${lines.at(-1)}"`;
}

/** A sheet that says nothing, or a line of it that does. */
export function contentFault(content: SheetContent): PreflightFault | undefined {
  if (content.due.length + content.specials.length === 0)
    return { reason: 'empty', detail: 'it has neither due lines nor specials' };
  const blank = (text: string | undefined) => (text ?? '').trim() === '';
  const due = content.due.findIndex(({ description }) => blank(description));
  if (due >= 0) return { reason: 'empty', detail: `due line ${due + 1} has no name` };
  const special = content.specials.findIndex((each) => blank(each.description) && blank(each.headline));
  if (special >= 0) return { reason: 'empty', detail: `special ${special + 1} has no name` };
  const extra = content.extras.findIndex(({ title }) => blank(title));
  return extra < 0 ? undefined : { reason: 'empty', detail: `extra ${extra + 1} has no title` };
}
