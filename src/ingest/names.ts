import { nearest } from '../shared/nearest.ts';

const NAMES_SHOWN = 30;
const CHARACTERS_SHOWN = 40;

/** A name for a message: cut when long. */
export function shown(name: string): string {
  const text = name.trim();
  return text.length > CHARACTERS_SHOWN ? `${text.slice(0, CHARACTERS_SHOWN)}…` : text;
}

/** The columns that a file has, as a sentence. */
export function present(names: readonly string[]): string {
  return `It has ${names.slice(0, NAMES_SHOWN).map(shown).join(', ')}${names.length > NAMES_SHOWN ? ', …' : ''}.`;
}

/** What is missing, followed by what comes nearest to it. */
export function withNearest(what: string, name: string, names: readonly string[]): string {
  const near = nearest(
    name,
    names.map((each) => each.trim()).filter((each) => each !== ''),
  );
  return near === undefined ? what : `${what} (nearest: ${shown(near)})`;
}
