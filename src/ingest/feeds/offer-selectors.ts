import type { ProductSelector } from '../../shared/offer-terms.ts';
import { quoteText } from '../cell-text.ts';
import type { OfferCells } from './offer-columns.ts';

const GROUPS = { cat: 'category', brand: 'brand', need: 'need' } as const;
const FAULTS_SHOWN = 3;

/** `012345678905|cat:SOUP|brand:Acme|need:milk` to selectors; ids are canonical. */
export function productSelectors(
  cells: OfferCells,
  column: 'products' | 'products_excluded',
  presence: 'required' | 'optional',
): ProductSelector[] {
  if (presence === 'required') cells.required(column);
  const selectors: ProductSelector[] = [];
  const faults: string[] = [];
  for (const text of cells.list(column)) {
    const selector = readSelector(text, cells);
    if (typeof selector === 'string') faults.push(`${quoteText(text)} ${selector}`);
    else selectors.push(selector);
  }
  if (faults.length > 0) {
    const more = faults.length > FAULTS_SHOWN ? `, and ${faults.length - FAULTS_SHOWN} more` : '';
    cells.fault(
      column,
      'selector-format',
      `has what selects no product: ${faults.slice(0, FAULTS_SHOWN).join(', ')}${more}`,
      'Write product ids, cat:CATEGORY, brand:BRAND or need:NEED, with | between them.',
    );
  }
  return selectors;
}

/** A selector, or what is wrong with it. */
function readSelector(text: string, cells: OfferCells): ProductSelector | string {
  const group = /^(cat|brand|need):(.*)$/i.exec(text);
  if (group !== null) {
    const by = GROUPS[(group[1] ?? '').toLowerCase() as keyof typeof GROUPS];
    const value = (group[2] ?? '').trim();
    return value === '' ? 'names nothing' : { by, value };
  }
  const result = cells.readProduct('products', text);
  return result.tag === 'product' ? { by: 'product', value: result.productId } : `(${result.fault})`;
}
