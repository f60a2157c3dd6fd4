/** The columns of a feed by canonical name, as the contract has them. */
export type FeedColumns = ReadonlyMap<string, 'required' | 'optional'>;

/** Where the value of a canonical column comes from. */
export type ColumnSource =
  | { readonly from: 'field'; readonly index: number; readonly sourceName: string }
  | { readonly from: 'constant'; readonly value: string };

/** Canonical columns that a file, or its layout, has. */
export type ColumnSources = ReadonlyMap<string, ColumnSource>;
