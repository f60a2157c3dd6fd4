import type { Layout } from '../../ingest/layout.ts';
import type { ProductRules } from '../../shared/product-rules.ts';
import type { KnownClock } from './clock.ts';
import type { Origin } from './quarantine.ts';

/** The text that a layout was made of. */
export type LayoutFile = { readonly path: string; readonly text: string };

/** How one file is read. */
export type ReadAs = {
  readonly layout: Layout | undefined;
  readonly layoutFile: LayoutFile | undefined;
  /** Of all that decides how a file is read, beside the file. */
  readonly sha256: string;
  readonly rules: ProductRules;
  readonly clock: KnownClock;
  /** What its quarantine says of where rows come from. */
  readonly origin: Origin;
};
