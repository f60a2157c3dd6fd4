import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readLogo } from '../../print/logo.ts';
import { A4_SETUP, type Area, LETTER_SETUP, type Logo, type PageSetup } from '../../print/sheet.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';

const BLACK = { red: 0, green: 0, blue: 0 };

/**
 * Paper, printer, folds and brand of a run.
 *
 * @throws UserError (78) for a logo that cannot be drawn.
 */
export function pageSetup(context: Pick<Context, 'config' | 'dataDir'>): PageSetup {
  const { print, brand } = context.config;
  const base = print.paper === 'a4' ? A4_SETUP : LETTER_SETUP;
  return {
    ...base,
    dpi: print.dpi,
    barInsetPt: print.bar_inset_pt,
    duplex: print.duplex,
    foldsPt: [...(print.folds_pt ?? base.foldsPt)].sort((a, b) => a - b),
    foldMarks: print.fold_marks,
    addressArea: print.window_pt === undefined ? base.addressArea : areaOf(print.window_pt),
    colors: brand.black_only
      ? { brand: BLACK, saving: BLACK }
      : { brand: brand.color, saving: brand.second_color },
    logo: logoOf(context),
  };
}

function areaOf([xPt, yPt, widthPt, heightPt]: readonly [number, number, number, number]): Area {
  return { xPt, yPt, widthPt, heightPt };
}

function logoOf(context: Pick<Context, 'config' | 'dataDir'>): Logo | undefined {
  const { logo, black_only } = context.config.brand;
  if (logo === undefined) return undefined;
  const read = readLogo(brandFile(context, 'brand.logo', logo), black_only);
  if (typeof read !== 'string') return read;
  throw new UserError('logo', `brand.logo: ${logo} cannot be drawn: ${read}`, {
    exitCode: EXIT.badConfig,
    next: 'Give an SVG of shapes in plain colours or a PNG of 8 bits a channel, or leave brand.logo out.',
  });
}

/** The bytes of a file that the configuration names. @throws UserError (78) where there is none. */
export function brandFile(context: Pick<Context, 'dataDir'>, key: string, name: string): Uint8Array {
  const file = resolve(context.dataDir, name);
  if (existsSync(file)) return readFileSync(file);
  throw new UserError('brand-file-missing', `${key} names ${file}, which does not exist`, {
    exitCode: EXIT.badConfig,
    next: `Put it there, or leave ${key} out.`,
  });
}
