import { compact } from './names.ts';

/** Exports that a shipped layout reads, by columns that hardly any other has together. */
const KNOWN = [
  {
    what: 'a CORE-POS transaction archive',
    layout: 'core-pos.toml',
    names: ['transtype', 'transsubtype', 'transstatus', 'upc', 'regprice', 'transno'],
  },
  {
    what: "Square's item detail",
    layout: 'square-items.toml',
    names: ['grosssales', 'netsales', 'pricepointname', 'paymentid', 'eventtype', 'transactionid'],
  },
  {
    what: 'the transactions of The Complete Journey',
    layout: 'complete-journey.toml',
    names: ['householdid', 'basketid', 'salesvalue', 'retaildisc', 'coupondisc', 'couponmatchdisc'],
  },
] as const;

/** What to say of a file whose columns are those of a known export: its layout knows what no guess can. */
export function knownExport(names: readonly string[]): string[] {
  const own = new Set(names.map(compact));
  const known = KNOWN.find((each) => each.names.every((name) => own.has(name)));
  if (known === undefined) return [];
  return [
    `This looks like ${known.what}: use fixtures/layouts/${known.layout}, which also knows what its codes and types of lines mean.`,
  ];
}
