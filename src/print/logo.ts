import { luma } from '../shared/color.ts';
import { readPng } from './logo-png.ts';
import { readSvg } from './logo-svg.ts';
import type { Logo } from './sheet.ts';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

/**
 * A chain's logo from the bytes of its file: SVG, or PNG of 8 bits.
 *
 * @param blackOnly Turn its colours into greys.
 * @returns The logo, or why it is none.
 */
export function readLogo(bytes: Uint8Array, blackOnly: boolean): Logo | string {
  if (PNG_SIGNATURE.every((byte, at) => bytes[at] === byte)) {
    const logo = readPng(bytes);
    return typeof logo === 'string' || !blackOnly ? logo : inGrey(logo);
  }
  const text = new TextDecoder().decode(bytes);
  return text.includes('<svg') ? readSvg(text, blackOnly) : 'it is neither an SVG nor a PNG file';
}

function inGrey(logo: Logo): Logo {
  const { image } = logo;
  if (image.kind !== 'pixels' || image.grey) return logo;
  const samples = new Uint8Array(image.width * image.height);
  for (let pixel = 0; pixel < samples.length; pixel++) {
    const [red = 0, green = 0, blue = 0] = image.samples.subarray(pixel * 3, pixel * 3 + 3);
    samples[pixel] = Math.round(luma({ red, green, blue }));
  }
  return { ...logo, image: { ...image, samples, grey: true } };
}
