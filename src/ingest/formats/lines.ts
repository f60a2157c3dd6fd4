import { type Line, lineBlocks } from '../csv/lines.ts';
import { decoded } from '../decode.ts';
import type { Layout } from '../layout.ts';

/** The lines of a file in its layout's encoding, without those that stand above its header. */
export async function* layoutLines(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout | undefined,
): AsyncGenerator<readonly Line[]> {
  const { bytes, isTranslated } = await decoded(source, layout?.encoding);
  const skipLines = layout?.skipLines ?? 0;
  for await (const lines of lineBlocks(bytes, fileName, isTranslated)) {
    const isAbove = (lines[0]?.number ?? 0) <= skipLines;
    yield isAbove ? lines.filter(({ number }) => number > skipLines) : lines;
  }
}

/** A line without the carriage return that some systems end it with. */
export function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
