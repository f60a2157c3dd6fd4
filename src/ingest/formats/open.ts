import type { Layout } from '../layout.ts';
import type { RecordSource } from '../record-source.ts';
import { delimitedSource } from './delimited.ts';
import { poslogSource } from './poslog/source.ts';

/** The records of a file in the format that its layout names; without a layout, CSV. */
export function openRecords(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout | undefined,
): RecordSource {
  switch (layout?.format ?? 'delimited') {
    case 'delimited':
      return delimitedSource(source, fileName, layout);
    case 'poslog':
      return poslogSource(source, fileName);
  }
}
