import type { BasketLine } from './types.ts';

/**
 * What an offer can take hold of: one piece of a line, or a whole line where its quantity is no whole number of pieces
 * (weighed goods). The units of a line add up to its amount.
 */
export type Unit = {
  readonly line: BasketLine;
  readonly quantityMilli: number;
  readonly cents: number;
};

/** Above so many pieces a line is a bulk sale (or a slip) and counts as one unit. */
const PIECES_MAX = 999;

/**
 * The units that a basket buys, dearest first, ties by product and line, so that no decision hangs on the order of
 * scanning. A line that takes something back takes as many units of the same product out: whoever voids an item in
 * mid-transaction has not bought it. Lines of no amount (deposits, refunds) yield nothing.
 */
export function basketUnits(lines: readonly BasketLine[]): readonly Unit[] {
  return keptUnits(lines).filter((unit) => unit.cents > 0);
}

/** The same with units that cost nothing: no offer takes hold of them, but they are bought and can come back. */
export function keptUnits(lines: readonly BasketLine[]): readonly Unit[] {
  const units = lines.flatMap(unitsOf).sort(dearestFirst);
  for (const line of lines) if (takesBack(line)) takeOut(units, line);
  return units;
}

function takesBack(line: BasketLine): boolean {
  return line.quantityMilli < 0 || line.amountCents < 0;
}

function unitsOf(line: BasketLine): Unit[] {
  if (line.amountCents < 0 || line.quantityMilli <= 0) return [];
  const pieces = piecesIn(line.quantityMilli);
  const each = Math.floor(line.amountCents / pieces);
  const dearer = line.amountCents - each * pieces;
  return Array.from({ length: pieces }, (_, piece) => ({
    line,
    quantityMilli: pieces === 1 ? line.quantityMilli : 1000,
    cents: piece < dearer ? each + 1 : each,
  }));
}

function piecesIn(quantityMilli: number): number {
  const pieces = Math.abs(quantityMilli) / 1000;
  return Number.isInteger(pieces) && pieces >= 1 && pieces <= PIECES_MAX ? pieces : 1;
}

function dearestFirst(a: Unit, b: Unit): number {
  if (a.cents !== b.cents) return b.cents - a.cents;
  if (a.line.productId !== b.line.productId) return a.line.productId < b.line.productId ? -1 : 1;
  return b.quantityMilli - a.quantityMilli || a.line.lineNo - b.line.lineNo;
}

/**
 * Removes in place: for each piece taken back a unit of the same product at the same price, else its dearest. Where only
 * the amount is below zero, the line may as well be a store's coupon on the product: then only at the same price.
 */
function takeOut(units: Unit[], line: BasketLine): void {
  const pieces = piecesIn(line.quantityMilli);
  const each = Math.abs(line.amountCents) / pieces;
  for (let piece = 0; piece < pieces; piece++) {
    const same = (unit: Unit) => unit.line.productId === line.productId;
    const twin = units.findIndex((unit) => same(unit) && Math.abs(unit.cents - each) < 1);
    const at = twin >= 0 || line.quantityMilli >= 0 ? twin : units.findIndex(same);
    if (at < 0) return;
    units.splice(at, 1);
  }
}
