import { type Color, luma, parseColor } from '../shared/color.ts';
import { fillColor } from './content-stream.ts';

/** Presentation properties that a shape draws by; children inherit them. */
export type SvgStyle = Readonly<Record<string, string>>;

export const SVG_START: SvgStyle = {
  fill: 'black',
  stroke: 'none',
  'stroke-width': '1',
  'fill-rule': 'nonzero',
};

const INHERITED = new Set([
  ...Object.keys(SVG_START),
  'color',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-miterlimit',
]);
const OPACITIES = ['opacity', 'fill-opacity', 'stroke-opacity'];

const NAMED: Readonly<Record<string, string>> = {
  ...{ black: '#000', white: '#fff', red: '#f00', green: '#008000', blue: '#00f', yellow: '#ff0' },
  ...{ orange: '#ffa500', purple: '#800080', gray: '#808080', grey: '#808080', navy: '#000080' },
  ...{ maroon: '#800000', teal: '#008080', silver: '#c0c0c0', gold: '#ffd700', brown: '#a52a2a' },
};

/** Rules of the simplest kind, `.cls-1, .cls-2 { fill: #183 }`, by class. @returns `undefined` for any other. */
export function classRules(css: string): Map<string, SvgStyle> | undefined {
  const rules = new Map<string, SvgStyle>();
  const bare = css.replace(/\/\*.*?\*\//gs, '').trim();
  if (bare.replace(/[^{}]+\{[^{}]*\}/g, '').trim() !== '') return undefined;
  for (const [, selectors = '', body = ''] of bare.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const selector of selectors.split(',')) {
      const name = /^\.([\w-]+)$/.exec(selector.trim())?.[1];
      if (name === undefined) return undefined;
      rules.set(name, { ...rules.get(name), ...declarations(body) });
    }
  }
  return rules;
}

/** A length in the drawing's own unit; NaN for any other. */
export function svgLength(text: string): number {
  return Number(/^\s*(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)(?:px)?\s*$/i.exec(text)?.[1] ?? 'none');
}

function declarations(text: string): SvgStyle {
  const pairs = text.split(';').map((each) => each.split(':').map((part) => part.trim()));
  return Object.fromEntries(pairs.filter(([name, value]) => name !== '' && value !== undefined));
}

/** What an element draws with: its parent's, its attributes, its classes and its `style`, each over the one before. */
export function styleOf(
  parent: SvgStyle,
  attributes: Readonly<Record<string, string>>,
  classes: ReadonlyMap<string, SvgStyle>,
): SvgStyle {
  const named = (attributes['class'] ?? '').split(/\s+/).map((name) => classes.get(name) ?? {});
  const own: SvgStyle = Object.assign({}, attributes, ...named, declarations(attributes['style'] ?? ''));
  const kept = Object.entries(own).filter(
    ([name]) => INHERITED.has(name) || OPACITIES.includes(name) || name === 'display',
  );
  const { display: _display, ...inherited } = parent;
  return { ...inherited, ...Object.fromEntries(kept) };
}

/** Source: SVG 1.1, 11.4. */
const MITER_MAX = 4;

/** The operators that set a shape's colours and the one that paints it. @returns Why not, as a fault; none to draw as ''. */
export function paintOf(
  style: SvgStyle,
  blackOnly: boolean,
): { readonly before: string; readonly paint: string } | { readonly fault: string } {
  const see = OPACITIES.find((name) => style[name] !== undefined && Number(style[name]) !== 1);
  if (see !== undefined) return { fault: `it has a colour that lets others through (${see}): flatten it` };
  const fill = colorOf(style['fill'] ?? '', style, blackOnly);
  const stroke = colorOf(style['stroke'] ?? '', style, blackOnly);
  if (typeof fill === 'string') return { fault: fill };
  if (typeof stroke === 'string') return { fault: stroke };
  const evenOdd = style['fill-rule'] === 'evenodd' ? '*' : '';
  const before: string[] = [];
  if (fill !== undefined) before.push(fillColor(fill));
  if (stroke !== undefined) {
    const cap = ['butt', 'round', 'square'].indexOf(style['stroke-linecap'] ?? 'butt');
    const join = ['miter', 'round', 'bevel'].indexOf(style['stroke-linejoin'] ?? 'miter');
    const widthPt = svgLength(style['stroke-width'] ?? '1');
    // SVG cuts sharp corners sooner than PDF does by itself.
    const miterMax = Number(style['stroke-miterlimit'] ?? MITER_MAX);
    before.push(
      `${fillColor(stroke).toUpperCase()} ${widthPt} w ${Math.max(0, cap)} J ${Math.max(0, join)} j ${miterMax >= 1 ? miterMax : MITER_MAX} M`,
    );
  }
  const paint = fill === undefined ? (stroke === undefined ? 'n' : 'S') : stroke === undefined ? 'f' : 'B';
  return { before: before.join(' '), paint: paint === 'f' || paint === 'B' ? paint + evenOdd : paint };
}

function colorOf(text: string, style: SvgStyle, blackOnly: boolean): Color | undefined | string {
  const value = text === 'currentColor' ? (style['color'] ?? 'black') : text.toLowerCase();
  if (value === 'none' || value === 'transparent') return undefined;
  const parts = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(value);
  const color =
    parts === null
      ? parseColor(NAMED[value] ?? value)
      : { red: Number(parts[1]) / 255, green: Number(parts[2]) / 255, blue: Number(parts[3]) / 255 };
  if (color === undefined) {
    const what = value.startsWith('url') ? 'a gradient or a pattern' : `the colour "${text}"`;
    return `it is painted with ${what}: use plain colours such as #1a7f37`;
  }
  const grey = luma(color);
  return blackOnly ? { red: grey, green: grey, blue: grey } : color;
}
