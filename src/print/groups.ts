/** The list code as it is said: in groups of four. */
export function groups(listCode: string): string[] {
  return listCode.match(/.{1,4}/g) ?? [];
}
