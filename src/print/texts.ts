import type { Day } from '../shared/day.ts';
import type { ExtraKind } from './sheet.ts';

/** Every word that the sheet says by itself. A language that lacks one does not compile. */
export type Texts = {
  /** BCP 47, for the document's language. */
  readonly languageTag: string;
  readonly title: (chainName: string, name: string | undefined) => string;
  /** Of an e-mail: says when, and not who, since it is seen over shoulders. */
  readonly subject: (chainName: string, until: Day) => string;
  readonly listFor: (name: string | undefined) => string;
  readonly validity: (from: Day, until: Day) => string;
  /** A special that ends before the sheet does. */
  readonly onlyThrough: (until: Day) => string;
  readonly scanNote: string;
  /** On a sheet without specials. */
  readonly scanNoteAlone: string;
  /** What the bars are, for who cannot see them; the number in groups of four. */
  readonly symbolAlt: (digits: string) => string;
  /** Before the number, where there are no bars. */
  readonly listNumber: (digits: string) => string;
  /** How an e-mail is stopped: a link or an address. */
  readonly unsubscribe: (how: string) => string;
  readonly dueHeading: string;
  readonly specialsHeading: string;
  readonly continued: (heading: string) => string;
  readonly aisle: (aisle: string) => string;
  readonly aisleUnknown: string;
  /** Stands before the struck price. */
  readonly was: string;
  /** Over the empty lines for the shopper's own hand. */
  readonly also: string;
  readonly yourStore: string;
  /** At the foot: wishes in words, at least one, and how many more found no room. */
  readonly asYouAsked: (wishes: readonly string[], more: number) => string;
  readonly page: (page: number, pages: number) => string;
  readonly extraKind: Readonly<Record<ExtraKind, string>>;
};
