import PDFDocument from 'pdfkit';
import { SaxesParser } from 'saxes';
import { numberText as number } from './operator-bytes.ts';
import type { Logo } from './sheet.ts';
import { classRules, paintOf, SVG_START, type SvgStyle, styleOf, svgLength } from './svg-style.ts';

type Attributes = Readonly<Record<string, string>>;

/** Elements that draw nothing by themselves. */
const SILENT = new Set(['title', 'desc', 'metadata', 'defs']);
const GROUPS = new Set(['svg', 'g', 'a', 'switch']);

/**
 * An SVG's shapes as drawing operators: groups, transformations, paths and the basic shapes in plain colours. What else
 * it may have (text, gradients, pictures) is refused, so that no logo comes out half drawn.
 *
 * @returns The logo, or why it is none.
 */
export function readSvg(text: string, blackOnly: boolean): Logo | string {
  const reader = new SvgReader(blackOnly);
  const parser = new SaxesParser();
  const problem = (fault: string): void => {
    reader.fault ??= fault;
  };
  parser.on('error', ({ message }) => problem(`it is not well-formed: ${message}`));
  parser.on('opentag', ({ name, attributes }) => reader.open(local(name), attributes));
  parser.on('text', (content) => reader.text(content));
  parser.on('cdata', (content) => reader.text(content));
  parser.on('closetag', ({ name }) => reader.close(local(name)));
  parser.write(text).close();
  return reader.fault ?? reader.logo();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

class SvgReader {
  fault: string | undefined;
  private readonly blackOnly: boolean;
  private readonly operators: string[] = [];
  private readonly styles: SvgStyle[] = [SVG_START];
  private classes: ReadonlyMap<string, SvgStyle> = new Map();
  private box: readonly [number, number, number, number] | undefined;
  private css: string | undefined;
  /** Elements open inside one that is left out as a whole. */
  private skipped = 0;

  constructor(blackOnly: boolean) {
    this.blackOnly = blackOnly;
  }

  open(name: string, attributes: Attributes): void {
    // Drawing programs keep it among the definitions.
    if (name === 'style') {
      this.css = '';
      return;
    }
    if (this.skipped > 0 || SILENT.has(name)) {
      this.skipped += 1;
      return;
    }
    const style = styleOf(this.styles.at(-1) ?? SVG_START, attributes, this.classes);
    if (style['display'] === 'none') {
      this.skipped += 1;
      return;
    }
    if (name === 'svg' && this.box === undefined) this.box = this.boxOf(attributes);
    this.styles.push(style);
    const matrix = matrixOf(attributes['transform'] ?? '');
    if (matrix === undefined)
      this.fault ??= `it has a transformation that is not read: ${attributes['transform']}`;
    this.operators.push('q', ...(matrix ?? []));
    if (GROUPS.has(name)) return;
    const path = pathOf(name, attributes);
    if (path === undefined) this.fault ??= `it has <${name}>: convert all of it to paths in plain colours`;
    else if (path.includes('NaN')) this.fault ??= `its <${name}> has a length in percent or another unit`;
    else this.draw(path, style);
  }

  text(content: string): void {
    if (this.css !== undefined) this.css += content;
  }

  close(name: string): void {
    if (name === 'style') {
      const rules = classRules(this.css ?? '');
      if (rules === undefined) this.fault ??= 'its style sheet has more than classes: export with attributes';
      this.classes = new Map([...this.classes, ...(rules ?? [])]);
      this.css = undefined;
    } else if (this.skipped > 0) this.skipped -= 1;
    else {
      this.styles.pop();
      this.operators.push('Q');
    }
  }

  logo(): Logo | string {
    if (this.box === undefined) return 'it has neither a viewBox nor a width and height';
    const [x, y, width, height] = this.box;
    const unit = [1 / width, 0, 0, 1 / height, -x / width, -y / height].map((each) => each.toPrecision(9));
    const operators = `${unit.map(Number).join(' ')} cm\n${this.operators.join('\n')}`;
    return { widthOverHeight: width / height, image: { kind: 'vector', operators } };
  }

  private draw(path: string, style: SvgStyle): void {
    const painted = paintOf(style, this.blackOnly);
    if ('fault' in painted) this.fault ??= painted.fault;
    else if (painted.paint !== 'n')
      this.operators.push(painted.before, ...pathOperators(path), painted.paint);
  }

  private boxOf({ viewBox, width, height }: Attributes): SvgReader['box'] {
    const box = (viewBox ?? `0 0 ${svgLength(width ?? '')} ${svgLength(height ?? '')}`)
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [x = 0, y = 0, wide = 0, high = 0] = box;
    return box.length === 4 && box.every(Number.isFinite) && wide > 0 && high > 0
      ? [x, y, wide, high]
      : undefined;
  }
}

/** A shape as path data; `undefined` for what is none. Source: SVG 1.1, chapter 9. */
function pathOf(name: string, attributes: Attributes): string | undefined {
  const at = (key: string): number => svgLength(attributes[key] ?? '0');
  switch (name) {
    case 'path':
      return attributes['d'] ?? '';
    case 'rect':
      return roundedRectangle(
        at('x'),
        at('y'),
        at('width'),
        at('height'),
        attributes['rx'] === undefined ? at('ry') : at('rx'),
      );
    case 'circle':
      return ellipse(at('cx'), at('cy'), at('r'), at('r'));
    case 'ellipse':
      return ellipse(at('cx'), at('cy'), at('rx'), at('ry'));
    case 'line':
      return `M${at('x1')} ${at('y1')}L${at('x2')} ${at('y2')}`;
    case 'polyline':
      return `M${attributes['points'] ?? ''}`;
    case 'polygon':
      return `M${attributes['points'] ?? ''}Z`;
    default:
      return undefined;
  }
}

function ellipse(x: number, y: number, rx: number, ry: number): string {
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}

function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): string {
  const r = Math.min(radius, width / 2, height / 2);
  if (r === 0) return `M${x} ${y}h${width}v${height}h${-width}Z`;
  const arc = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${width - 2 * r}${arc(r, r)}v${height - 2 * r}${arc(-r, r)}h${2 * r - width}${arc(-r, -r)}v${2 * r - height}${arc(r, -r)}Z`;
}

/** pdfkit reads path data; a document that is never written collects what it makes of them. */
function pathOperators(path: string): string[] {
  const scratch = new PDFDocument({ autoFirstPage: false, font: '' });
  const operators: string[] = [];
  let start: number[] = [];
  let at: number[] = [];
  scratch.addContent = (content: string) => {
    const name = content.slice(-1);
    const numbers = content.split(' ').slice(0, -1).map(Number);
    // A quadratic curve, which pdfkit writes as another one: that of a single handle at its end.
    operators.push(name === 'v' ? cubic(at, numbers) : content);
    at = name === 'h' ? start : numbers.slice(-2);
    if (name === 'm') start = at;
    return scratch;
  };
  scratch.path(path);
  return operators;
}

/** The cubic curve that a quadratic one is: its handles lie at two thirds of the way to the only one. */
function cubic([fromX = 0, fromY = 0]: number[], [byX = 0, byY = 0, toX = 0, toY = 0]: number[]): string {
  const handle = (end: number, by: number) => number(end + (2 / 3) * (by - end));
  return `${handle(fromX, byX)} ${handle(fromY, byY)} ${handle(toX, byX)} ${handle(toY, byY)} ${number(toX)} ${number(toY)} c`;
}

/** `cm` operators of a transform attribute; `undefined` for what is none. Source: SVG 1.1, 7.6. */
function matrixOf(text: string): string[] | undefined {
  const steps: string[] = [];
  const rest = text.replace(/(\w+)\s*\(([^)]*)\)[\s,]*/g, (_whole, name: string, list: string) => {
    const values = list
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const matrix = values.every(Number.isFinite) ? stepOf(name, values) : undefined;
    if (matrix === undefined) return 'unread';
    steps.push(...matrix.map((six) => `${six.map(number).join(' ')} cm`));
    return '';
  });
  return rest.trim() === '' ? steps : undefined;
}

function stepOf(name: string, [a = 0, b, c, ...rest]: number[]): number[][] | undefined {
  const turn = (a * Math.PI) / 180;
  switch (name) {
    case 'matrix':
      return rest.length === 3 ? [[a, b ?? 0, c ?? 0, ...rest]] : undefined;
    case 'translate':
      return [[1, 0, 0, 1, a, b ?? 0]];
    case 'scale':
      return [[a, 0, 0, b ?? a, 0, 0]];
    case 'rotate': {
      const by = [Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), 0, 0];
      if (b === undefined) return [by];
      return [[1, 0, 0, 1, b, c ?? 0], by, [1, 0, 0, 1, -b, -(c ?? 0)]];
    }
    case 'skewX':
      return [[1, 0, Math.tan(turn), 1, 0, 0]];
    case 'skewY':
      return [[1, Math.tan(turn), 0, 1, 0, 0]];
    default:
      return undefined;
  }
}
