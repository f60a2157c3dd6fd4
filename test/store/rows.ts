export type Value = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, Value>>;
/** A row that is in order, and what the table must refuse of it: columns that differ, by what is wrong with them. */
export type Table = { readonly good: Row; readonly bad: Readonly<Record<string, Row>> };
/** In the order of their references. */
export type Tables = Readonly<Record<string, Table>>;

export const SHA = 'a'.repeat(64);
