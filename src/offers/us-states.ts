/** Names of the states as feeds write them, folded, and their postal codes. Source: USPS Publication 28, appendix B. */
const STATES =
  'AL alabama|AK alaska|AZ arizona|AR arkansas|CA california|CO colorado|CT connecticut|DE delaware|' +
  'DC district of columbia|FL florida|GA georgia|HI hawaii|ID idaho|IL illinois|IN indiana|IA iowa|KS kansas|' +
  'KY kentucky|LA louisiana|ME maine|MD maryland|MA massachusetts|MI michigan|MN minnesota|MS mississippi|' +
  'MO missouri|MT montana|NE nebraska|NV nevada|NH new hampshire|NJ new jersey|NM new mexico|NY new york|' +
  'NC north carolina|ND north dakota|OH ohio|OK oklahoma|OR oregon|PA pennsylvania|PR puerto rico|RI rhode island|' +
  'SC south carolina|SD south dakota|TN tennessee|TX texas|UT utah|VT vermont|VA virginia|WA washington|' +
  'WV west virginia|WI wisconsin|WY wyoming';

const CODES: ReadonlyMap<string, string> = new Map(
  STATES.split('|').flatMap((entry): [string, string][] => {
    const code = entry.slice(0, 2);
    return [
      [code.toLowerCase(), code],
      [entry.slice(3), code],
    ];
  }),
);

/** The postal code of a state that is written as code or name, `us-ny` and `N.Y.` included; undefined: it is none. */
export function stateCode(text: string | undefined): string | undefined {
  const plain = (text ?? '').trim().toLowerCase().replaceAll('.', '').replace(/^us-/, '');
  return CODES.get(plain) ?? CODES.get(plain.replaceAll(' ', ''));
}
