import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseToml } from '../../config/toml.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { fold } from '../../shared/fold.ts';
import type { OwnNames } from '../../shared/readable-name.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';

const USUAL = 'names.toml';

/** The chain's own names from `names_file`. @throws UserError (78) for a file that is named and missing, or no such file. */
export function readNames(context: Pick<Context, 'dataDir' | 'config'>): OwnNames {
  const text = textOf(context);
  if (text === undefined) return new Map();
  const { file, content } = text;
  return new Map(
    Object.entries(parseToml(content, file)).map(([written, name]) => {
      if (typeof name === 'string' && name.trim() !== '') return [fold(written), name.trim()];
      throw new UserError('names', `${file}: "${written}" has no name`, {
        exitCode: EXIT.badConfig,
        at: { file },
        next: 'Write "WHAT THE REGISTER PRINTS" = "What the sheet says", one a line.',
      });
    }),
  );
}

/** A hash of the file; undefined: there is none. */
export function hashOfNames(context: Pick<Context, 'dataDir' | 'config'>): string | undefined {
  const text = textOf(context);
  return text === undefined ? undefined : sha256(text.content);
}

function textOf({ dataDir, config }: Pick<Context, 'dataDir' | 'config'>) {
  const named = config.names_file;
  const file = named === undefined ? join(dataDir, USUAL) : resolve(dataDir, named);
  if (named === undefined && !existsSync(file)) return undefined;
  if (existsSync(file)) return { file, content: readFileSync(file, 'utf8') };
  throw new UserError('names-missing', `names_file names ${file}, which does not exist`, {
    exitCode: EXIT.badConfig,
    next: `Make it, or leave names_file out: ${USUAL} in the data directory is read if it is there.`,
  });
}
