/** What the values of a column of line types mean, in words that registers write for them. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...all(
    'sale',
    'sale sales sold payment purchase verkauf kauf vente venta vendita venda verkoop sprzedaz kop',
  ),
  ...all(
    'return',
    'return returns returned refund refunded retour retoure rueckgabe ruckgabe erstattung remboursement devolucion reembolso reso rimborso devolucao teruggave zwrot retur aterkop',
  ),
  ...all(
    'void',
    'void voided storno stornierung annulation annule anulacion anulado annullo annullamento cancelado',
  ),
  ...all('coupon', 'coupon gutschein cupon buono cupom waardebon kupon rabattkupong'),
  ...all('tender', 'tender zahlung paiement pago pagamento betaling platnosc betalning'),
  ...all('tax', 'tax steuer mwst taxe tva impuesto iva imposto btw podatek moms'),
  ...all('other', 'other sonstiges autre otro altro outro overig inne ovrigt deposit pfand fee'),
};

/** The meaning of each value, as a layout's `line_types` has it; undefined: one of them is no word of these. */
export function lineTypesOf(values: readonly string[]): Record<string, string> | undefined {
  const pairs = values.map((value) => [value, MEANINGS[plain(value)]] as const);
  const meanings = new Set(pairs.map(([, meaning]) => meaning));
  if (meanings.has(undefined) || !meanings.has('sale')) return undefined;
  return Object.fromEntries(pairs.map(([value, meaning]) => [value, meaning ?? '']));
}

function plain(value: string): string {
  return value
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim();
}

function all(meaning: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => [word, meaning]));
}
