/** Digits of an Intelligent Mail barcode: 20 of tracking code, and 0, 5, 9 or 11 of routing code. */
const LENGTHS: readonly number[] = [20, 25, 29, 31];

/** An Intelligent Mail barcode as a feed gives it: what is encoded, or the bars themselves. */
export type Imb =
  | { readonly tag: 'digits'; readonly digits: string }
  /** Ascender, descender, full, tracker: `F`, `A`, `D`, `T`, 65 of them. */
  | { readonly tag: 'letters'; readonly letters: string }
  | { readonly tag: 'none'; readonly why: string };

/** Read one; spaces and hyphens are left out. Source of the rules: USPS-B-3200, Intelligent Mail barcode 4-state, section 2. */
export function parseImb(text: string): Imb {
  const plain = text.replace(/[\s-]/g, '').toUpperCase();
  if (/^[FADT]+$/.test(plain)) {
    if (plain.length === 65) return { tag: 'letters', letters: plain };
    return { tag: 'none', why: `it has ${plain.length} letters; there must be 65` };
  }
  if (!/^\d+$/.test(plain)) return { tag: 'none', why: 'it is neither digits nor the letters F, A, D and T' };
  if (!LENGTHS.includes(plain.length))
    return { tag: 'none', why: `it has ${plain.length} digits; there must be 20, 25, 29 or 31` };
  if (!/^\d[0-4]/.test(plain))
    return { tag: 'none', why: `its second digit is ${plain[1]}; it must be 0 to 4` };
  return { tag: 'digits', digits: plain };
}
