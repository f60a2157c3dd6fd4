import PDFDocument from 'pdfkit';
import type { Day } from '../shared/day.ts';
import { escapeText } from '../shared/html.ts';

/** What a file says of itself. Its date is a day: no file knows when it was made. */
export type AboutFile = { readonly title: string; readonly languageTag: string; readonly day: Day };

const MS_PER_DAY = 86_400_000;

/** What pdfkit keeps of a document that its types leave out. */
type Inside = {
  readonly _root: {
    readonly data: {
      Metadata?: PDFKit.PDFKitReference;
      ViewerPreferences?: { readonly data: Record<string, unknown> };
    };
  };
  endMetadata: () => void;
};

/**
 * A document that hands over its bytes when it is asked. Read as the stream that it is, it would be kept by tasks that wait until
 * the program pauses, and a run writes thousands without one.
 */
export class Document extends PDFDocument {
  // Bytes come before there are fields.
  declare private written: Uint8Array[] | undefined;
  declare private unwritten: string | undefined;
  declare private _offset: number;
  declare private _offsets: (number | null)[];
  declare private _refEnd: (reference: { readonly id: number; offset: number }) => void;

  /**
   * What pdfkit writes with, instead of its own: a file has some hundred lines of objects between its streams, and each became
   * bytes of its own.
   */
  _write(data: Uint8Array | string): void {
    if (typeof data === 'string') {
      this.unwritten = `${this.unwritten ?? ''}${data}\n`;
      this._offset += data.length + 1;
    } else {
      this.writeLines();
      this.written?.push(data);
      this._offset += data.length;
    }
  }

  /** pdfkit says the file's end into the stream, which holds the whole document until the program pauses: nobody reads it. */
  override push(): boolean {
    return false;
  }

  private writeLines(): void {
    this.written ??= [];
    if (this.unwritten !== undefined && this.unwritten !== '')
      this.written.push(Buffer.from(this.unwritten, 'latin1'));
    this.unwritten = '';
  }

  /** The bytes written since the last call. */
  takeWritten(): Uint8Array {
    this.writeLines();
    return Buffer.concat(this.written?.splice(0) ?? []);
  }

  /** Number of the object that is made next. */
  get nextId(): number {
    return this._offsets.length + 1;
  }

  /**
   * Let objects be made and written, and keep them as they were written.
   *
   * @param first An object made before, which `write` ends; all others it must make and end itself.
   */
  recorded(first: Reference, write: () => void): Block {
    const startId = this.nextId;
    const from = this._offset;
    this.writeLines();
    const before = this.written ?? [];
    this.written = [];
    write();
    this.writeLines();
    const bytes = Buffer.concat(this.written);
    this.written = [...before, bytes];
    const at = (id: number) => (this._offsets[id - 1] ?? 0) - from;
    const made = Array.from({ length: this.nextId - startId }, (_, nth) => at(startId + nth));
    return { bytes, first: at(first.id), made };
  }

  /** Write objects that were {@link recorded} in a document where they had the same numbers. */
  repeat(first: Reference, { bytes, first: firstAt, made }: Block): void {
    for (const at of made) this._offsets.push(this._offset + at);
    const offset = this._offset + firstAt;
    this._write(bytes);
    this._refEnd({ id: first.id, offset });
  }
}

type Reference = { readonly id: number };

/** Objects as they stand in a file, and from which of the bytes on each of them stands. */
export type Block = {
  readonly bytes: Uint8Array;
  readonly first: number;
  readonly made: readonly number[];
};

/**
 * An empty PDF document. Nothing in it is random or of today.
 *
 * @param options `tagged`: read aloud, so that it says of itself that it is PDF/UA-1, and its pages are kept until the end.
 */
export function openDocument(
  about: AboutFile,
  options: { readonly duplex: boolean; readonly tagged: boolean },
): Document {
  const date = new Date(about.day * MS_PER_DAY);
  const { tagged } = options;
  const pdf = new Document({
    autoFirstPage: false,
    font: '',
    margin: 0,
    pdfVersion: '1.7',
    lang: about.languageTag,
    displayTitle: true,
    info: { Title: about.title, Producer: 'duelist', Creator: 'duelist', CreationDate: date },
    ...(tagged ? { tagged, bufferPages: true } : {}),
  });
  const inside = pdf as unknown as Inside;
  const preferences = inside._root.data.ViewerPreferences?.data;
  if (preferences === undefined) throw new Error('this version of pdfkit keeps no viewer preferences');
  // "Fit to page" in a printer's dialog would take the bars off the dot grid.
  preferences['PrintScaling'] = 'None';
  preferences['Duplex'] = options.duplex ? 'DuplexFlipLongEdge' : 'Simplex';
  // pdfkit's own puts titles into XML as they are, and "Smith & Sons" is none.
  inside.endMetadata = () => {
    const metadata = pdf.ref({ Type: 'Metadata', Subtype: 'XML' });
    metadata.compress = false;
    metadata.end(Buffer.from(xmpOf(about, date, tagged)));
    inside._root.data.Metadata = metadata;
  };
  return pdf;
}

/** Source: XMP, part 1; ISO 14289-1, 5, for what a tagged file has to say. */
function xmpOf({ title, languageTag }: AboutFile, date: Date, tagged: boolean): string {
  const claim = tagged
    ? '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>\n'
    : '';
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
${claim}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeText(title)}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>${languageTag}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>${date.toISOString().replace('.000', '')}</xmp:CreateDate>
<xmp:CreatorTool>duelist</xmp:CreatorTool>
<pdf:Producer>duelist</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}
