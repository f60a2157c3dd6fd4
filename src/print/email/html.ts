import type { Color } from '../../shared/color.ts';
import { Html, html } from '../../shared/html.ts';
import type { Colors } from '../sheet.ts';
import type { CopyItem, CopySpecial, SheetCopy } from './copy.ts';

/** A picture, and how large it is shown, in CSS pixels. */
export type ShownPicture = { readonly src: string; readonly widthPx: number; readonly heightPx: number };

/** Absent: the chain's name stands for its logo. */
export type Pictures = { readonly symbol: ShownPicture; readonly logo?: ShownPicture | undefined };

/** What mail readers have everywhere. */
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = '#1a1a1a';
const QUIET = '#525252';
const LINE = '#d0d0d0';
const PAGE_PX = 600;
/** As the sheet's: 18 points for 12, rounded down since a screen can be brought closer. */
const LARGE_PRINT_FACTOR = 1.4;

/**
 * A sheet as a page for mail readers: tables and styles on every element, since readers drop the rest; no script, no picture from
 * afar. The style sheet at its head only makes it better where it is kept: colours for a dark screen, and a narrow one's margins.
 */
export function emailHtml(copy: SheetCopy, { symbol, logo }: Pictures, colors: Colors): string {
  const factor = copy.largePrint ? LARGE_PRINT_FACTOR : 1;
  const px = (size: number): number => Math.round(size * factor);
  const look: Look = { brand: hex(colors.brand), saving: hex(colors.saving), px };
  const page = html`<!DOCTYPE html>
<html lang="${copy.languageTag}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${copy.subject}</title>
<style>${new Html(darkStyle(colors))}</style>
</head>
<body class="d-page" style="margin:0;padding:0;background:#ffffff;color:${TEXT};${FONT};font-size:${look.px(16)}px;line-height:1.4">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" class="page" width="${PAGE_PX}" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:${PAGE_PX}px"><tr><td class="d-page" style="padding:16px;text-align:left;background:#ffffff">
${chainBlock(copy, logo, look)}
<h1 class="d-text" style="margin:12px 0 0;color:${TEXT};font-size:${look.px(20)}px;line-height:1.25">${copy.title}</h1>
<p style="margin:4px 0 0;font-weight:bold">${copy.validity}</p>
<p class="d-quiet" style="margin:4px 0 0;color:${QUIET}">${copy.scanNote}</p>
${symbolBlock(copy, symbol, look)}
${dueBlock(copy, look)}
${specialsBlock(copy, look)}
${extrasBlock(copy, look)}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:32px"><tr><td class="d-line d-quiet" style="border-top:1px solid ${LINE};padding-top:12px;color:${QUIET};font-size:${look.px(14)}px">
${copy.closing.map((line) => html`<p style="margin:0 0 6px;overflow-wrap:anywhere">${linked(line)}</p>\n`)}</td></tr></table>
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
  return page.markup;
}

type Look = {
  readonly brand: string;
  readonly saving: string;
  /** Size of type, as large as the household asked for. */
  readonly px: (size: number) => number;
};

/** Where pictures are not shown, the name stands in the logo's place as it stands without one. */
function chainBlock({ chainName }: SheetCopy, logo: ShownPicture | undefined, look: Look): Html {
  const name = `color:${look.brand};font-size:${look.px(26)}px;line-height:1.2;font-weight:bold`;
  if (logo === undefined) return html`<p class="d-brand" style="margin:0;${name}">${chainName}</p>`;
  const { src, widthPx, heightPx } = logo;
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="d-logo" bgcolor="#ffffff" style="background:#ffffff;border-radius:4px">
<img src="${src}" alt="${chainName}" width="${widthPx}" height="${heightPx}" style="display:block;border:0;width:${widthPx}px;height:${heightPx}px;background:#ffffff;${name}">
</td></tr></table>`;
}

/** White around the bars whatever the reader does to the rest: a scanner wants black on white, and room beside them. */
function symbolBlock(
  { symbolAlt, digits }: SheetCopy,
  { src, widthPx, heightPx }: ShownPicture,
  look: Look,
): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:16px 0 0"><tr><td bgcolor="#ffffff" align="center" style="background:#ffffff;padding:10px 0;border-radius:4px">
<img src="${src}" alt="${symbolAlt}" width="${widthPx}" height="${heightPx}" style="display:block;border:0;width:${widthPx}px;max-width:100%;height:${heightPx}px;background:#ffffff;color:#000000">
<p style="margin:6px 0 0;color:#000000;font-size:${look.px(18)}px;font-weight:bold;letter-spacing:1px">${digits}</p>
</td></tr></table>`;
}

function dueBlock({ dueHeading, aisles }: SheetCopy, look: Look): Html | undefined {
  if (aisles.length === 0) return undefined;
  return html`${sectionHeading(dueHeading, 'd-text', TEXT, look)}
${aisles.map(
  ({ heading, items }) => html`${
    heading === ''
      ? undefined
      : html`<h3 class="d-quiet" style="margin:16px 0 2px;color:${QUIET};font-size:${look.px(15)}px">${heading}</h3>\n`
  }<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${items.map((item) => itemRow(item, look))}</table>
`,
)}`;
}

function itemRow({ name, aside, price }: CopyItem, look: Look): Html {
  return html`<tr><td valign="top" style="padding:6px 12px 6px 0">${name}${quiet(aside, look)}</td>
<td valign="top" align="right" style="padding:6px 0;white-space:nowrap">${price}</td></tr>
`;
}

function specialsBlock(copy: SheetCopy, look: Look): Html | undefined {
  const { specials, specialsHeading, disclosure, was } = copy;
  if (specials.length === 0) return undefined;
  return html`${sectionHeading(specialsHeading, 'd-brand', look.brand, look)}
${disclosure === '' ? undefined : html`<p style="margin:8px 0 0">${disclosure}</p>`}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
${specials.map((special) => specialRow(special, was, look))}</table>`;
}

function specialRow(special: CopySpecial, was: string, look: Look): Html {
  const { name, group, deal, save, condition, aside, legal, price, before } = special;
  const edge = `border-bottom:1px solid ${LINE};padding:10px`;
  return html`<tr><td class="d-line" valign="top" style="${edge} 12px 10px 0"><strong>${name}</strong>${row(group)}${
    deal === '' ? undefined : html`<br><strong>${deal}</strong>`
  }
<br><strong class="d-saving" style="color:${look.saving}">${save}</strong> ${condition}${quiet(aside, look)}${
    legal === ''
      ? undefined
      : html`<br><span class="d-quiet" style="color:${QUIET};font-size:${look.px(12)}px">${legal}</span>`
  }</td>
<td class="d-line" valign="top" align="right" style="${edge} 0;white-space:nowrap">${
    price === ''
      ? undefined
      : html`<strong class="${before === '' ? 'd-text' : 'd-saving'}" style="color:${before === '' ? TEXT : look.saving};font-size:${look.px(20)}px">${price}</strong>`
  }${
    before === ''
      ? undefined
      : html`<br><span class="d-quiet" style="color:${QUIET};font-size:${look.px(14)}px">${was} <s>${before}</s></span>`
  }</td></tr>
`;
}

function extrasBlock({ extras }: SheetCopy, look: Look): Html {
  return html`${extras.map(
    ({
      kind,
      title,
      paragraphs,
    }) => html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px"><tr><td class="d-line" style="border-left:3px solid ${LINE};padding-left:12px">
<h2 class="d-text" style="margin:0;color:${TEXT};font-size:${look.px(17)}px"><span class="d-quiet" style="color:${QUIET};font-size:${look.px(14)}px;font-weight:normal">${kind}</span><br>${title}</h2>
${paragraphs.map((text) => html`<p style="margin:6px 0 0">${text}</p>\n`)}</td></tr></table>
`,
  )}`;
}

function sectionHeading(text: string, name: string, color: string, look: Look): Html {
  return html`<h2 class="${name}" style="margin:28px 0 0;padding-bottom:4px;border-bottom:2px solid ${color};color:${color};font-size:${look.px(20)}px">${text}</h2>`;
}

function row(text: string): Html | undefined {
  return text === '' ? undefined : html`<br>${text}`;
}

function quiet(text: string, look: Look): Html | undefined {
  return text === ''
    ? undefined
    : html`<br><span class="d-quiet" style="color:${QUIET};font-size:${look.px(14)}px">${text}</span>`;
}

/** A text with its web and mail addresses as links. */
function linked(text: string): Html {
  const parts = text.split(/(https:\/\/\S+|mailto:\S+)/);
  return html`${parts.map((part) =>
    /^(?:https:|mailto:)/.test(part)
      ? html`<a class="d-text" href="${part}" style="color:${TEXT}">${part.replace(/^mailto:/, '')}</a>`
      : part,
  )}`;
}

function darkStyle({ brand, saving }: Colors): string {
  return `@media (prefers-color-scheme:dark){.d-page{background:#161616!important;color:#f0f0f0!important}.d-text{color:#f0f0f0!important;border-color:#f0f0f0!important}.d-quiet{color:#b8b8b8!important}.d-line{border-color:#4a4a4a!important}.d-logo{padding:8px!important}.d-brand{color:${hex(onDark(brand))}!important;border-color:${hex(onDark(brand))}!important}.d-saving{color:${hex(onDark(saving))}!important}}`;
}

/** Two thirds of the way to white: at least 7:1 on the dark page, whatever the colour was. */
function onDark({ red, green, blue }: Color): Color {
  const lighter = (part: number) => part + (1 - part) * (2 / 3);
  return { red: lighter(red), green: lighter(green), blue: lighter(blue) };
}

function hex({ red, green, blue }: Color): string {
  const part = (value: number) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${part(red)}${part(green)}${part(blue)}`;
}
