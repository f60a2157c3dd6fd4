import { parse, type Spec, View } from 'vega';
import { Html, html } from '../shared/html.ts';

/** Colours that stay apart on a black-and-white printer: by lightness, each with a dark outline. */
export const INK = '#1f2933';
export const SHADES = ['#14532d', '#5f9c76', '#c3ddcb'] as const;
export const FONT = 'system-ui, sans-serif';
export const AXIS = {
  labelColor: INK,
  labelFont: FONT,
  labelFontSize: 12,
  titleColor: INK,
  titleFont: FONT,
  titleFontSize: 12,
  titleFontWeight: 'normal',
  domainColor: '#7b8794',
  tickColor: '#7b8794',
  gridColor: '#e4e7eb',
} as const;

/** What a chart says to whoever does not see it. */
export type ChartText = { readonly id: string; readonly title: string; readonly description: string };

/**
 * A chart as inline SVG with a title and a description. Texts of the data are escaped by the library; names of formats
 * and addresses of any kind are taken out, since a page of ours refers to nothing outside of it.
 */
export async function draw(spec: Spec, { id, title, description }: ChartText): Promise<Html> {
  const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
  const open = /^<svg\b[^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)"[^>]*>/.exec(svg);
  if (open === null) throw new Error('the chart library wrote no svg of a known form');
  const [head, width = '', height = '', viewBox = ''] = open;
  const body = new Html(svg.slice(head.length));
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-text" width="${width}" height="${height}" viewBox="${viewBox}"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${body}`;
}

export type Bar = { readonly label: string; readonly value: number };

/** Upright bars side by side: how often each amount occurs. `value` in lists. */
export function histogram(bars: readonly Bar[], axisTitle: string, text: ChartText): Promise<Html> {
  return draw(
    {
      width: 900,
      height: 220,
      padding: 4,
      background: 'transparent',
      data: [{ name: 'bars', values: [...bars] }],
      scales: [
        {
          name: 'x',
          type: 'band',
          domain: bars.map(({ label }) => label),
          range: 'width',
          paddingInner: 0.08,
        },
        {
          name: 'y',
          type: 'linear',
          domain: { data: 'bars', field: 'value' },
          range: 'height',
          nice: true,
          zero: true,
        },
      ],
      axes: [
        {
          ...AXIS,
          orient: 'left',
          scale: 'y',
          grid: true,
          tickCount: 4,
          format: ',d',
          domain: false,
          title: 'lists',
        },
        { ...AXIS, orient: 'bottom', scale: 'x', labelOverlap: true, ticks: false, title: axisTitle },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'bars' },
          encode: {
            enter: {
              x: { scale: 'x', field: 'label' },
              width: { scale: 'x', band: 1 },
              y: { scale: 'y', field: 'value' },
              y2: { scale: 'y', value: 0 },
              fill: { value: SHADES[0] },
            },
          },
        },
      ],
    },
    text,
  );
}

/** One part of a lying bar; parts of a row stand in the order given. */
export type StackPart = { readonly row: string; readonly part: string; readonly value: number };

export type StackOptions = {
  /** At most three. */
  readonly parts: readonly string[];
  /** Which of them matters most and is darkest; default: the first, and on from it. */
  readonly darkest?: 'first' | 'last';
  readonly axisTitle: string;
  /** Of the numbers below: d3's notation. */
  readonly format: string;
  /** A mark per row: where it must end. */
  readonly limits?: readonly { readonly row: string; readonly value: number }[];
};

const ROW_HEIGHT = 26;
/** Longer names are cut in the chart; the table below it has them whole. Without a screen, widths are estimated high. */
const LABEL_MAX_PT = 330;

/** Lying bars in parts, one row below the other. */
export function stackedBars(
  values: readonly StackPart[],
  { parts, darkest = 'first', axisTitle, format, limits = [] }: StackOptions,
  text: ChartText,
): Promise<Html> {
  const rows = [...new Set(values.map(({ row }) => row))];
  const shades = darkest === 'first' ? [...SHADES] : SHADES.toReversed();
  return draw(
    {
      width: 700,
      height: Math.max(1, rows.length) * ROW_HEIGHT,
      padding: 4,
      background: 'transparent',
      data: [
        {
          name: 'parts',
          values: values.map((value) => ({ ...value, order: parts.indexOf(value.part) })),
          transform: [{ type: 'stack', groupby: ['row'], sort: { field: 'order' }, field: 'value' }],
        },
        { name: 'limits', values: [...limits] },
      ],
      scales: [
        { name: 'y', type: 'band', domain: rows, range: 'height', padding: 0.25 },
        {
          name: 'x',
          type: 'linear',
          domain: {
            fields: [
              { data: 'parts', field: 'y1' },
              { data: 'limits', field: 'value' },
            ],
          },
          range: 'width',
          nice: true,
          zero: true,
        },
        { name: 'shade', type: 'ordinal', domain: [...parts], range: shades },
      ],
      axes: [
        {
          ...AXIS,
          orient: 'bottom',
          scale: 'x',
          grid: true,
          tickCount: 5,
          format,
          domain: false,
          title: axisTitle,
        },
        { ...AXIS, orient: 'left', scale: 'y', ticks: false, labelLimit: LABEL_MAX_PT, domain: false },
      ],
      legends: [
        {
          fill: 'shade',
          orient: 'top',
          direction: 'horizontal',
          symbolType: 'square',
          symbolStrokeColor: INK,
          symbolStrokeWidth: 0.5,
          labelFont: FONT,
          labelFontSize: 12,
          labelColor: INK,
          labelLimit: 400,
          columnPadding: 24,
        },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'parts' },
          encode: {
            enter: {
              y: { scale: 'y', field: 'row' },
              height: { scale: 'y', band: 1 },
              x: { scale: 'x', field: 'y0' },
              x2: { scale: 'x', field: 'y1' },
              fill: { scale: 'shade', field: 'part' },
              stroke: { value: SHADES[0] },
              strokeWidth: { value: 0.75 },
            },
          },
        },
        {
          type: 'rect',
          from: { data: 'limits' },
          encode: {
            enter: {
              y: { scale: 'y', field: 'row', offset: -3 },
              height: { scale: 'y', band: 1, offset: 6 },
              x: { scale: 'x', field: 'value', offset: -1 },
              width: { value: 2.5 },
              fill: { value: INK },
            },
          },
        },
      ],
    },
    text,
  );
}
