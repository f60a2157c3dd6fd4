import type { Catalog } from './catalog.ts';
import { fold } from './fold.ts';

/** Names of the chain's own: by product id, by a register's whole text, or by one of its words; keys {@link fold}ed. */
export type OwnNames = ReadonlyMap<string, string>;

/** What registers mean, where hardly anybody means something else. Brands are the chain's own business. */
const WORDS: Readonly<Record<string, string>> = {
  APPL: 'apple',
  ASST: 'assorted',
  ASSTD: 'assorted',
  BBY: 'baby',
  BLK: 'black',
  BNLS: 'boneless',
  BRD: 'bread',
  BRKFST: 'breakfast',
  BROC: 'broccoli',
  BRST: 'breast',
  BTL: 'bottle',
  BTR: 'butter',
  BTTR: 'butter',
  CHDR: 'cheddar',
  CHED: 'cheddar',
  CHKN: 'chicken',
  CHNK: 'chunk',
  CHOC: 'chocolate',
  CHPS: 'chips',
  CHS: 'cheese',
  CINN: 'cinnamon',
  COFF: 'coffee',
  CRKR: 'cracker',
  CRKRS: 'crackers',
  CRL: 'cereal',
  CRM: 'cream',
  CRML: 'caramel',
  CRN: 'corn',
  CRRTS: 'carrots',
  DET: 'detergent',
  DNR: 'dinner',
  DRSG: 'dressing',
  FF: 'fat free',
  FLR: 'flour',
  FRSH: 'fresh',
  FRZ: 'frozen',
  FRZN: 'frozen',
  GAL: 'gallon',
  GRLC: 'garlic',
  GRN: 'green',
  GRND: 'ground',
  HLF: 'half',
  HNY: 'honey',
  HRTY: 'hearty',
  JCE: 'juice',
  JUC: 'juice',
  KTCHP: 'ketchup',
  LF: 'low fat',
  LG: 'large',
  LMN: 'lemon',
  LRG: 'large',
  LT: 'light',
  MED: 'medium',
  MLK: 'milk',
  MOZZ: 'mozzarella',
  MSTRD: 'mustard',
  MUSHRM: 'mushroom',
  NDLS: 'noodles',
  NF: 'nonfat',
  OATML: 'oatmeal',
  ONN: 'onion',
  ORG: 'organic',
  ORGNC: 'organic',
  ORNG: 'orange',
  PCKLS: 'pickles',
  PNT: 'peanut',
  PNUT: 'peanut',
  PPR: 'paper',
  PRTZL: 'pretzel',
  PTTO: 'potato',
  RDCD: 'reduced',
  REG: 'regular',
  RSTD: 'roasted',
  SAUS: 'sausage',
  SCE: 'sauce',
  SDLS: 'seedless',
  SHAMP: 'shampoo',
  SHRD: 'shredded',
  SHRDD: 'shredded',
  SKLS: 'skinless',
  SKNLS: 'skinless',
  SLC: 'sliced',
  SLCD: 'sliced',
  SLSA: 'salsa',
  SLTD: 'salted',
  SM: 'small',
  SMKD: 'smoked',
  SNDWCH: 'sandwich',
  SPAG: 'spaghetti',
  SPNCH: 'spinach',
  SPRG: 'spring',
  STRW: 'strawberry',
  STRWB: 'strawberry',
  STRWBRY: 'strawberry',
  SUGR: 'sugar',
  SWT: 'sweet',
  TKY: 'turkey',
  TOMS: 'tomatoes',
  TORT: 'tortilla',
  TRKY: 'turkey',
  TSSU: 'tissue',
  TSU: 'tissue',
  TWL: 'towel',
  TWLS: 'towels',
  UNSLTD: 'unsalted',
  UNSWT: 'unsweetened',
  VAN: 'vanilla',
  VEG: 'vegetable',
  VNGR: 'vinegar',
  WHL: 'whole',
  WHOLEWHT: 'whole wheat',
  WHPD: 'whipped',
  WHT: 'white',
  WTR: 'water',
  XTRA: 'extra',
  YEL: 'yellow',
  YGRT: 'yogurt',
  YOG: 'yogurt',
};

const UNITS: Readonly<Record<string, string>> = {
  CT: 'ct',
  DZ: 'dozen',
  FLOZ: 'fl oz',
  FZ: 'fl oz',
  G: 'g',
  GA: 'gal',
  GAL: 'gal',
  GL: 'gal',
  HGL: 'half gal',
  KG: 'kg',
  L: 'L',
  LB: 'lb',
  LT: 'L',
  ML: 'ml',
  OZ: 'oz',
  PK: 'pk',
  PT: 'pt',
  QT: 'qt',
  RL: 'rolls',
  ROL: 'rolls',
};

/**
 * What a register prints (`GV WHL MLK 1GL`) as people write it (`GV Whole Milk 1 gal`). A name of the chain's own for the
 * whole text goes before everything, then its names for words, then a small dictionary; what neither knows is only put
 * into small letters. Text that has small letters already was written for people, and stays but for the chain's names.
 */
export function readableName(text: string, own: OwnNames): string {
  const whole = own.get(fold(text));
  if (whole !== undefined) return whole;
  const isForPeople = /\p{Ll}/u.test(text);
  return text
    .trim()
    .split(/\s+/)
    .map((word) => own.get(fold(word)) ?? (isForPeople ? word : readableWord(word)))
    .join(' ');
}

function readableWord(word: string): string {
  const size = /^(\d*\.?\d+)\s*([A-Z]+)\.?$/.exec(word);
  const unit = UNITS[size?.[2] ?? ''];
  if (unit !== undefined) return `${size?.[1]} ${unit}`;
  const known = WORDS[word.replace(/\.$/, '')];
  if (known !== undefined) return capital(known);
  // With a digit, without a vowel, or very short, it is a brand's letters more often than a word.
  if (word.length < 3 || /\d/.test(word) || !/[AEIOUY]/.test(word)) return word;
  return capital(word.toLowerCase());
}

/** The first letter of each word; one that is in capitals as a whole stays. */
function capital(text: string): string {
  return text.replace(
    /(^|[\s/&-])(\p{Ll})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/**
 * A catalog whose products have names for people: those that the products feed does not describe by what their register
 * prints, and any by a name of the chain's own for its id or whole text. Needs stay what they were derived from.
 */
export function withReadableNames(catalog: Catalog, own: OwnNames): Catalog {
  return {
    ...catalog,
    products: catalog.products.map((product) => {
      if (product === undefined) return product;
      const { productId, description, known } = product;
      const name = own.get(fold(productId)) ?? own.get(fold(description));
      const readable =
        name ?? (known || description === productId ? description : readableName(description, own));
      return readable === description ? product : { ...product, description: readable };
    }),
  };
}
