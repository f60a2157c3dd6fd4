import { createHash } from 'node:crypto';
import { Html, html } from '../shared/html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** The pages of a packet that its head leads to. */
export const PAGES = {
  'index.html': 'Cover',
  'read-first.html': 'Read first',
  'flagged.html': 'Flagged',
  'lists.html': 'All lists',
  'offers.html': 'Offers',
} as const;
export type PageName = keyof typeof PAGES;

export type PageFrame = {
  readonly chainName: string;
  /** `Cycle 2`; undefined: there is no cycle to review. */
  readonly cycleName: string | undefined;
};

/** Who wrote the page, for whoever finds it by itself. */
const GENERATOR = 'duelist';

const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const SCRIPT_ELEMENT = new Html(`<script>${SCRIPT}</script>`);

/** Nothing is fetched and nothing runs but this very style and script, whatever a feed has smuggled into a name. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** A whole page. @param at The page of the head's menu that this one is or belongs to. */
export function page(frame: PageFrame, at: PageName, title: string, body: Html): string {
  const { chainName, cycleName } = frame;
  const whole = [title, cycleName, chainName].filter((part) => part !== undefined).join(' \u00B7 ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${GENERATOR}">
<title>${whole}</title>
${STYLE_ELEMENT}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="top"><div class="wrap">
<p class="chain">${chainName}${cycleName === undefined ? undefined : html` \u00B7 ${cycleName}`}</p>
${cycleName === undefined ? undefined : menu(at)}
</div></header>
<main id="main" class="wrap">
${body}
</main>
${SCRIPT_ELEMENT}
</body>
</html>
`.markup;
}

function menu(at: PageName): Html {
  const entries = Object.entries(PAGES).map(
    ([name, title]) =>
      html`<li><a href="${name}"${name === at ? new Html(' aria-current="page"') : undefined}>${title}</a></li>`,
  );
  return html`<nav aria-label="Pages"><ul>${entries}</ul></nav>`;
}
