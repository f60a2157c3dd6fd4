/** The fields of a record, and the line it starts on. */
export type SampleRecord = { readonly line: number; readonly fields: readonly string[] };
