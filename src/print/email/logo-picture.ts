import type { Logo } from '../sheet.ts';
import type { ShownPicture } from './html.ts';
import { pngBytes } from './png.ts';
import { drawVector } from './vector.ts';

/** The room of a logo above the title, in CSS pixels. */
const [WIDTH_PX, HEIGHT_PX] = [280, 56];
/** Fine screens have two dots a pixel. */
const DOTS_A_PX = 2;

/** A logo for mail readers, and how large it is shown. */
export type LogoPicture = Omit<ShownPicture, 'src'> & { readonly png: Uint8Array };

/**
 * A logo as a PNG on white: mail readers show neither SVG nor what lets a dark page through as it was meant, and a picture as
 * large as for print would go into every message.
 */
export function logoPicture({ widthOverHeight, image }: Logo): LogoPicture {
  const heightPx = Math.max(1, Math.round(Math.min(HEIGHT_PX, WIDTH_PX / widthOverHeight)));
  const widthPx = Math.max(1, Math.min(WIDTH_PX, Math.round(heightPx * widthOverHeight)));
  const [width, height] = [widthPx * DOTS_A_PX, heightPx * DOTS_A_PX];
  const picture =
    image.kind === 'vector' ? drawVector(image.operators, width, height) : shrunk(image, width, height);
  return { widthPx, heightPx, png: encoded(picture) };
}

type Colours = { readonly width: number; readonly height: number; readonly samples: Float64Array };

function encoded({ width, height, samples }: Colours): Uint8Array {
  const bytes = Uint8Array.from(samples, Math.round);
  return pngBytes({ width, height, dots: 'colours' }, (y) =>
    bytes.subarray(y * width * 3, (y + 1) * width * 3),
  );
}

/** As many dots as are shown, each the mean of what it covers; no more than there are. */
function shrunk(
  image: Extract<Logo['image'], { kind: 'pixels' }>,
  widthMax: number,
  heightMax: number,
): Colours {
  const [width, height] = [Math.min(widthMax, image.width), Math.min(heightMax, image.height)];
  const samples = new Float64Array(width * height * 3);
  const columns = sharesOf(image.width, width);
  for (const [y, rows] of sharesOf(image.height, height).entries())
    for (const row of rows)
      for (const [x, across] of columns.entries())
        for (const column of across)
          for (let sample = 0; sample < 3; sample++) {
            const at = (y * width + x) * 3 + sample;
            const value = onWhite(image, row.at * image.width + column.at, sample);
            samples[at] = (samples[at] ?? 0) + value * row.share * column.share;
          }
  return { width, height, samples };
}

/** Of each of fewer places, which of many it covers, and in what shares. */
function sharesOf(many: number, few: number): { readonly at: number; readonly share: number }[][] {
  const step = many / few;
  return Array.from({ length: few }, (_, place) => {
    const [from, to] = [place * step, (place + 1) * step];
    const shares: { at: number; share: number }[] = [];
    for (let at = Math.floor(from); at < Math.min(many, to); at++)
      shares.push({ at, share: (Math.min(to, at + 1) - Math.max(from, at)) / step });
    return shares;
  });
}

function onWhite(
  { samples, grey, opacity }: Extract<Logo['image'], { kind: 'pixels' }>,
  pixel: number,
  sample: number,
): number {
  const value = samples[grey ? pixel : pixel * 3 + sample] ?? 255;
  const seen = (opacity?.[pixel] ?? 255) / 255;
  return 255 + (value - 255) * seen;
}
