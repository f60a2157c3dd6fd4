import { parseToml } from '../../config/toml.ts';
import { type Layout, parseLayout } from '../../ingest/layout.ts';

/** The layout that the text of a file says. @throws UserError (78) with all its faults. */
export function layoutFromText(text: string, path: string): Layout {
  return parseLayout(parseToml(text, path), path);
}
