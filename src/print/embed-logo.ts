import { object } from './embed.ts';
import type { Logo } from './sheet.ts';

/** Write a logo as one object of the document, drawn by every page that has it. Source: ISO 32000-1, 8.9 and 8.10. */
export function embedLogo(pdf: PDFKit.PDFDocument, { image }: Logo): PDFKit.PDFKitReference {
  if (image.kind === 'vector') {
    return object(pdf, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 1, 1] }, image.operators);
  }
  const { width, height, samples, grey, opacity } = image;
  const plane = { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: 8 };
  const mask =
    opacity === undefined ? {} : { SMask: object(pdf, { ...plane, ColorSpace: 'DeviceGray' }, opacity) };
  return object(pdf, { ...plane, ColorSpace: grey ? 'DeviceGray' : 'DeviceRGB', ...mask }, samples);
}
