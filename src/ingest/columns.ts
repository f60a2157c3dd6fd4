/** The columns of a feed by canonical name, as the contract has them. */
export type FeedColumns = ReadonlyMap<string, 'required' | 'optional'>;

/** Where the value of a canonical column comes from. */
export type ColumnSource =
  | { readonly from: 'field'; readonly index: number; readonly sourceName: string }
  | { readonly from: 'constant'; readonly value: string }
  /** Made of a record's fields: glued, cut, padded or translated. */
  | {
      readonly from: 'derived';
      readonly read: (fields: readonly string[]) => string;
      readonly sourceName: string;
    };

/** Canonical columns that a file, or its layout, has. */
export type ColumnSources = ReadonlyMap<string, ColumnSource>;

/** The text of one column of a record; '' where the file has no such column. */
export function textReader(source: ColumnSource | undefined): (fields: readonly string[]) => string {
  if (source === undefined) return () => '';
  if (source.from === 'constant') return () => source.value;
  if (source.from === 'derived') return source.read;
  const { index } = source;
  return (fields) => (fields[index] ?? '').trim();
}

/** Header names are compared without case and outer blanks. */
export function normalName(name: string): string {
  return name.trim().toLowerCase();
}
