import { z } from 'zod';
import { type Color, contrastToWhite, parseColor } from '../shared/color.ts';
import { checkPaper } from './paper.ts';

/** A colour that is read on white paper. Source of the ratios: WCAG 2.2, 1.4.3; the chain's name is large text. */
const color = (contrastMin: number) =>
  z.string().transform((text, context): Color => {
    const parsed = parseColor(text);
    if (parsed === undefined) {
      context.addIssue({ code: 'custom', message: 'expected a colour such as "#0d5438"' });
      return z.NEVER;
    }
    const contrast = contrastToWhite(parsed);
    if (contrast >= contrastMin) return parsed;
    // Down, lest 4.48 be called 4.5 and too little.
    const found = Math.floor(contrast * 10) / 10;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is too light to be read on paper: contrast ${found}:1, at least ${contrastMin}:1 is needed`,
    });
    return z.NEVER;
  });

const pagePoints = z.number().min(0).max(842);
const fontFile = (what: string, example: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({
      description: `TrueType file (.ttf) of ${what}, relative to the data directory.`,
      examples: [example],
    });

export const print = z
  .strictObject({
    paper: z.enum(['letter', 'a4']).default('letter').describe('Size of the paper.'),
    symbol: z
      .enum(['code128-16', 'code128-20', 'upc-a'])
      .default('code128-16')
      .describe(
        'The number of new lists and its bars: Code 128 with 16 digits, with 20 for a chain of more than ten million lists, ' +
          'or UPC-A with number system 4 for lanes that refuse Code 128 (a million lists in all; a guess passes its keyed ' +
          'digits with 1 in 1,000 instead of 1,000,000). `lane-sheet` prints all three to try.',
      ),
    upc_type: z
      .int()
      .min(0)
      .max(9)
      .default(9)
      .describe('Second digit of a UPC-A number, by which registers tell lists from club cards.'),
    dpi: z
      .literal([203, 300, 600])
      .default(300)
      .describe("The printer's dots per inch; bars are drawn on its grid."),
    bar_inset_pt: z
      .number()
      .min(0)
      .max(0.2)
      .default(0.06)
      .describe('Points taken off each edge of a bar, against ink that spreads.'),
    weight_unit: z
      .enum(['lb', 'kg'])
      .default('lb')
      .describe('What the weights of scans and offers are in, as the sheets say it.'),
    // A print shop opens, and a printer restarts, at most 500 without trouble; the spool itself takes no more.
    spool_sheets: z.int().min(1).max(500).default(500).describe('Sheets in one spool file, at most.'),
    threads: z
      .int()
      .min(0)
      .max(64)
      .default(0)
      .describe(
        'Threads that lay sheets out, or write e-mails. 0: one per processor but one, up to 8, and one per 2,500 lists; none where that is one. 1: none besides the one that fills the spools, in the least memory. The files are the same with any number.',
      ),
    sort: z
      .enum(['postal_code', 'store', 'list'])
      .default('postal_code')
      .describe('Order of the sheets: as the post wants them, by home store, or as planned.'),
    duplex: z.boolean().default(false).describe('Printed on both sides: each sheet then begins on a front.'),
    folds_pt: z
      .array(pagePoints)
      .max(4)
      .readonly()
      .optional()
      .meta({
        description:
          'Where the sheet is folded, in points from the top; [] for a flat one. If absent, in thirds of the paper.',
        examples: [[264, 528]],
      }),
    fold_marks: z
      .boolean()
      .default(true)
      .describe('Short marks at the left edge of mailed sheets, where they are folded.'),
    window_pt: z
      .tuple([pagePoints, pagePoints, pagePoints.min(100), pagePoints.min(30)])
      .readonly()
      .optional()
      .meta({
        description:
          "What the envelope's window shows wherever the sheet slips, in points: from the left, from the top, width, height. " +
          'Name and address go there, and nothing else. If absent, a #10 envelope for letter, DIN 5008 form B for a4.',
        examples: [[63, 178, 250, 52]],
      }),
  })
  .superRefine(checkPaper)
  .describe('The sheets.');

export const brand = z
  .strictObject({
    logo: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'SVG (shapes in plain colours) or PNG (8 bits) in the place of the name at the head, in e-mails too, relative to the data directory.',
        examples: ['logo.svg'],
      }),
    color: color(3).prefault('#0d5438').describe("The chain's colour: its name, the rule over its specials."),
    second_color: color(4.5).prefault('#9e1a1a').describe('What a special costs and saves.'),
    black_only: z.boolean().default(false).describe('Everything in black and greys, the logo too.'),
    font_regular: fontFile('your own typeface', 'fonts/Chain-Regular.ttf'),
    font_semibold: fontFile('its semibold; if absent, its bold', 'fonts/Chain-SemiBold.ttf'),
    font_bold: fontFile('its bold; if absent, its regular', 'fonts/Chain-Bold.ttf'),
    font_fallbacks: z
      .array(z.string().min(1))
      .max(8)
      .default([])
      .meta({
        description:
          'TrueType files (.ttf) that are asked in turn for what the typeface does not have, such as the letters of another ' +
          'script in a name, relative to the data directory. What none has holds its sheet.',
        examples: [['fonts/NotoSansGeorgian-Regular.ttf']],
      }),
  })
  .describe('How the chain looks on its sheets.');
