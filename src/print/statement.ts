import type { Day } from '../shared/day.ts';
import { clean, type DrawOp, type Page, type TextStyle, textOp, textOpRight } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { canDraw } from './glyphs.ts';
import { openPdf } from './pdf.ts';
import type { PageSetup } from './sheet.ts';
import { lineOps, spanOf, wrap } from './wrap.ts';

/** A business paper: a head, a table over as many pages as it takes, sums and notes below it. */
export type Statement = {
  readonly title: string;
  /** Of whom, to whom, for when: label and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly columns: readonly {
    readonly title: string;
    /** Of the width, as a part of all columns' shares. */
    readonly share: number;
    readonly figures: boolean;
  }[];
  readonly rows: readonly (readonly string[])[];
  readonly sums: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
  /** The date of the file. */
  readonly day: Day;
};

const MARGIN_PT = 50;
const LEADING_PT = 13;
const GUTTER_PT = 8;
const SIZES = { letter: [612, 792], a4: [595.28, 841.89] } as const;

const style = (weight: TextStyle['weight'], sizePt: number, ink: TextStyle['ink'], figures = false) =>
  ({ weight, sizePt, ink, figures }) satisfies TextStyle;
const TITLE = style('bold', 18, 'text');
const LABEL = style('regular', 9.5, 'quiet');
const BODY = style('regular', 9.5, 'text');
const FIGURES = style('regular', 9.5, 'text', true);
const HEADING = style('semibold', 8.5, 'quiet');
const SUM = style('semibold', 9.5, 'text');
const SUM_FIGURES = style('bold', 9.5, 'text', true);

/**
 * Draw a statement. Characters that the fonts lack are shown as `?`: unlike a household's name, none of its texts is anybody's
 * but the chain's own, and a claim has to go out.
 *
 * @returns The PDF; the same statement, the same bytes.
 */
export function renderStatement(statement: Statement, setup: PageSetup, fonts: Fonts): Uint8Array {
  const [widthPt, heightPt] = SIZES[setup.paper];
  const pages = layOut(statement, { fonts, widthPt, heightPt });
  const pdf = openPdf(setup, fonts, { title: statement.title, languageTag: 'en', day: statement.day });
  const parts: Uint8Array[] = [];
  pages.forEach((ops, at) => {
    const foot = textOpRight(
      fonts,
      LABEL,
      `${at + 1} / ${pages.length}`,
      widthPt - MARGIN_PT,
      heightPt - MARGIN_PT / 2,
    );
    pdf.addPage({ widthPt, heightPt, ops: [...ops, foot] } satisfies Page);
    parts.push(pdf.take());
  });
  pdf.end();
  parts.push(pdf.take());
  return Buffer.concat(parts);
}

type Sheet = { readonly fonts: Fonts; readonly widthPt: number; readonly heightPt: number };

function layOut(statement: Statement, sheet: Sheet): DrawOp[][] {
  const { fonts, widthPt, heightPt } = sheet;
  const roomPt = widthPt - 2 * MARGIN_PT;
  const bottomPt = heightPt - MARGIN_PT - LEADING_PT;
  const pages: DrawOp[][] = [[]];
  let y = MARGIN_PT + TITLE.sizePt;
  const put = (...ops: readonly DrawOp[]) => pages.at(-1)?.push(...ops);
  const turn = (neededPt: number, withHeading: boolean): void => {
    if (y + neededPt <= bottomPt) return;
    pages.push([]);
    y = MARGIN_PT + LEADING_PT;
    if (withHeading) heading();
  };
  const places = columnPlaces(statement.columns, roomPt);
  const heading = (): void => {
    statement.columns.forEach(({ title, figures }, at) => {
      put(cell(fonts, HEADING, title, places[at], figures, y));
    });
    y += 5;
    put(rule(y, widthPt, 0.8));
    y += LEADING_PT;
  };

  put(textOp(fonts, TITLE, drawable(fonts, statement.title), MARGIN_PT, y));
  y += 26;
  for (const [label, value] of statement.facts) {
    put(textOp(fonts, LABEL, label, MARGIN_PT, y));
    put(textOp(fonts, BODY, drawable(fonts, value), MARGIN_PT + 110, y));
    y += LEADING_PT;
  }
  y += LEADING_PT;
  heading();
  for (const row of statement.rows) {
    const cells = row.map((text, at) => {
      const room = (places[at]?.[1] ?? 0) - (places[at]?.[0] ?? 0);
      return wrap(fonts, [spanOf(fonts, BODY, drawable(fonts, text))], room);
    });
    const lines = Math.max(1, ...cells.map((each) => each.length));
    turn(lines * LEADING_PT, true);
    row.forEach((text, at) => {
      if (statement.columns[at]?.figures === true) {
        put(textOpRight(fonts, FIGURES, drawable(fonts, text), places[at]?.[1] ?? 0, y));
      } else put(...lineOps(cells[at] ?? [], places[at]?.[0] ?? 0, y, LEADING_PT));
    });
    y += lines * LEADING_PT + 2;
  }
  turn((statement.sums.length + 1) * LEADING_PT, false);
  put(rule(y - LEADING_PT + 4, widthPt, 0.8));
  y += 4;
  for (const [label, value] of statement.sums) {
    put(textOp(fonts, SUM, label, MARGIN_PT + roomPt / 2, y));
    put(textOpRight(fonts, SUM_FIGURES, value, widthPt - MARGIN_PT, y));
    y += LEADING_PT;
  }
  y += LEADING_PT;
  for (const note of statement.notes) {
    const lines = wrap(fonts, [spanOf(fonts, LABEL, drawable(fonts, note))], roomPt);
    turn(lines.length * LEADING_PT, false);
    put(...lineOps(lines, MARGIN_PT, y, LEADING_PT));
    y += lines.length * LEADING_PT;
  }
  return pages;
}

/** Left and right edge of each column. */
function columnPlaces(columns: Statement['columns'], roomPt: number): (readonly [number, number])[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  let x = MARGIN_PT;
  return columns.map(({ share }, at) => {
    const from = x;
    x += (roomPt * share) / shares;
    return [from, at === columns.length - 1 ? x : x - GUTTER_PT] as const;
  });
}

function cell(
  fonts: Fonts,
  of: TextStyle,
  text: string,
  [left, right]: readonly [number, number] = [0, 0],
  figures: boolean,
  baselinePt: number,
): DrawOp {
  return figures
    ? textOpRight(fonts, of, text, right, baselinePt)
    : textOp(fonts, of, text, left, baselinePt);
}

function rule(yPt: number, widthPt: number, thicknessPt: number): DrawOp {
  return {
    op: 'rule',
    fromPt: [MARGIN_PT, yPt],
    toPt: [widthPt - MARGIN_PT, yPt],
    thicknessPt,
    ink: 'hairline',
  };
}

function drawable(fonts: Fonts, text: string): string {
  const known = (character: string) => character === ' ' || canDraw(fonts, character);
  return [...clean(text)].map((character) => (known(character) ? character : '?')).join('');
}
