import type { Layout } from '../layout/types.ts';
import type { RecordSource } from '../record-source.ts';
import { delimitedSource } from './delimited.ts';
import { fixedSource } from './fixed.ts';
import { poslogSource } from './poslog/source.ts';
import { recordLogSource } from './record-log.ts';

/** The records of a file in the format that its layout names; without a layout, CSV. */
export function openRecords(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout | undefined,
): RecordSource {
  if (layout === undefined) return delimitedSource(source, fileName, undefined);
  switch (layout.format) {
    case 'delimited':
      return delimitedSource(source, fileName, layout);
    case 'fixed':
      return fixedSource(source, fileName, layout);
    case 'records':
      return recordLogSource(source, fileName, layout);
    case 'poslog':
      return poslogSource(source, fileName);
  }
}
