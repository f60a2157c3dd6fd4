/** A share to a millionth, as it is stored and written: what follows differs by nothing that anybody could act on. */
export function sixDecimals(share: number): number {
  return Math.round(share * 1_000_000) / 1_000_000;
}
