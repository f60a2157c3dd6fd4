import type { Html } from '../../shared/html.ts';
import { AXIS, type ChartText, draw, FONT, INK, SHADES } from '../charts.ts';

/** A line of a chart; told apart by lightness, width and dashes, so that it prints in black and white. */
export type Line = {
  readonly name: string;
  readonly kind: 'ours' | 'best' | 'plain' | 'ideal';
  readonly points: readonly (readonly [x: number, y: number])[];
};

type Look = { readonly colour: string; readonly width: number; readonly dash: readonly number[] };
const LOOKS: Readonly<Record<Line['kind'], Look>> = {
  ours: { colour: SHADES[0], width: 3, dash: [1, 0] },
  best: { colour: SHADES[1], width: 2, dash: [1, 0] },
  plain: { colour: '#8a2c0d', width: 2, dash: [6, 3] },
  ideal: { colour: '#7b8794', width: 1.5, dash: [2, 3] },
};

export type LineChartOptions = {
  readonly xTitle: string;
  readonly yTitle: string;
  /** d3's notation; of days since 1970: `days`. */
  readonly xFormat: string | 'days';
  /** Marks of the horizontal axis; undefined: as the library likes them. */
  readonly xValues?: readonly number[];
  /** Both axes from 0 to this. */
  readonly square?: number;
};

/** Drawn for a telephone; a wider screen draws them larger. */
const [WIDTH, HEIGHT] = [450, 230];
const SQUARE = 300;
const MS_PER_DAY = 86_400_000;

/** Lines over one horizontal axis; the vertical one is a share from 0 on, in percent. Names stand above, as a legend. */
export function lineChart(lines: readonly Line[], options: LineChartOptions, text: ChartText): Promise<Html> {
  const isDays = options.xFormat === 'days';
  const xOf = (x: number) => (isDays ? x * MS_PER_DAY : x);
  const names = lines.map(({ name }) => name);
  const looks = lines.map(({ kind }) => LOOKS[kind]);
  const values = lines.flatMap(({ name, points, kind }) =>
    points.map(([x, y]) => ({ name, x: xOf(x), y, dot: kind === 'ideal' ? 0 : 28 })),
  );
  const across = {
    name: 'x',
    domain: options.square === undefined ? { data: 'points', field: 'x' } : [0, options.square],
    range: 'width' as const,
    padding: options.square === undefined ? 8 : 0,
  };
  return draw(
    {
      width: options.square === undefined ? WIDTH : SQUARE,
      height: options.square === undefined ? HEIGHT : SQUARE,
      padding: 4,
      background: 'transparent',
      data: [{ name: 'points', values }],
      scales: [
        isDays ? { ...across, type: 'utc' } : { ...across, type: 'linear', zero: false },
        {
          name: 'y',
          type: 'linear',
          domain: options.square === undefined ? { data: 'points', field: 'y' } : [0, options.square],
          range: 'height',
          nice: true,
          zero: true,
        },
        { name: 'colour', type: 'ordinal', domain: names, range: looks.map(({ colour }) => colour) },
        { name: 'width', type: 'ordinal', domain: names, range: looks.map(({ width }) => width) },
        { name: 'dash', type: 'ordinal', domain: names, range: looks.map(({ dash }) => [...dash]) },
      ],
      axes: [
        {
          ...AXIS,
          orient: 'left',
          scale: 'y',
          grid: true,
          tickCount: 5,
          format: '.0%',
          domain: false,
          title: options.yTitle,
        },
        {
          ...AXIS,
          orient: 'bottom',
          scale: 'x',
          labelOverlap: true,
          title: options.xTitle,
          format: isDays ? '%b %-d, %Y' : options.xFormat,
          ...(options.xValues === undefined ? { tickCount: 6 } : { values: options.xValues.map(xOf) }),
        },
      ],
      legends: [legend()],
      marks: [
        {
          type: 'group',
          from: { facet: { name: 'line', data: 'points', groupby: 'name' } },
          marks: [
            {
              type: 'line',
              from: { data: 'line' },
              encode: {
                enter: {
                  x: { scale: 'x', field: 'x' },
                  y: { scale: 'y', field: 'y' },
                  stroke: { scale: 'colour', field: 'name' },
                  strokeWidth: { scale: 'width', field: 'name' },
                  strokeDash: { scale: 'dash', field: 'name' },
                },
              },
            },
            {
              type: 'symbol',
              from: { data: 'line' },
              encode: {
                enter: {
                  x: { scale: 'x', field: 'x' },
                  y: { scale: 'y', field: 'y' },
                  fill: { scale: 'colour', field: 'name' },
                  size: { field: 'dot' },
                },
              },
            },
          ],
        },
      ],
    },
    text,
  );
}

function legend() {
  return {
    stroke: 'colour',
    strokeDash: 'dash',
    orient: 'top' as const,
    direction: 'vertical' as const,
    symbolType: 'stroke',
    symbolSize: 400,
    symbolStrokeWidth: 2.5,
    labelFont: FONT,
    labelFontSize: 12,
    labelColor: INK,
    labelLimit: 0,
    rowPadding: 1,
    offset: 10,
  };
}

/** A figure with its interval. */
export type Whisker = {
  readonly row: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
};

/** Dots with their intervals, one row below the other; the first row is ours. */
export function whiskers(values: readonly Whisker[], xTitle: string, text: ChartText): Promise<Html> {
  const ours = values[0]?.row;
  return draw(
    {
      width: 260,
      height: Math.max(1, values.length) * 28,
      padding: 4,
      background: 'transparent',
      data: [
        {
          name: 'rows',
          values: values.map((value) => ({
            ...value,
            colour: value.row === ours ? SHADES[0] : SHADES[1],
            size: value.row === ours ? 110 : 70,
          })),
        },
      ],
      scales: [
        { name: 'y', type: 'band', domain: values.map(({ row }) => row), range: 'height' },
        {
          name: 'x',
          type: 'linear',
          domain: { data: 'rows', fields: ['low', 'high'] },
          range: 'width',
          nice: true,
          zero: true,
        },
      ],
      axes: [
        {
          ...AXIS,
          orient: 'bottom',
          scale: 'x',
          grid: true,
          tickCount: 6,
          labelOverlap: true,
          format: '.0%',
          domain: false,
          title: xTitle,
        },
        { ...AXIS, orient: 'left', scale: 'y', ticks: false, domain: false, labelLimit: 0 },
      ],
      marks: [
        {
          type: 'rule',
          from: { data: 'rows' },
          encode: {
            enter: {
              y: { scale: 'y', field: 'row', band: 0.5 },
              x: { scale: 'x', field: 'low' },
              x2: { scale: 'x', field: 'high' },
              stroke: { field: 'colour' },
              strokeWidth: { value: 2 },
            },
          },
        },
        {
          type: 'symbol',
          from: { data: 'rows' },
          encode: {
            enter: {
              y: { scale: 'y', field: 'row', band: 0.5 },
              x: { scale: 'x', field: 'value' },
              fill: { field: 'colour' },
              size: { field: 'size' },
            },
          },
        },
      ],
    },
    text,
  );
}
