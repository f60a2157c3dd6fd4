import { SaxesParser } from 'saxes';
import type { XmlElement } from './element.ts';

/** A fault of the XML itself. */
export class XmlFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** No register nests deeper; whoever does means harm. */
const DEPTH_MAX = 100;
/** Characters of one transaction, markup included, and of what stands between two tags. */
const TRANSACTION_CHARACTERS_MAX = 1 << 24;
/** A text that is longer is no value of ours: a picture of the receipt. */
const TEXT_CHARACTERS_MAX = 4096;

/**
 * XML text to the elements named `Transaction`, one after the other. Holds one transaction at a time.
 *
 * No document type is taken: a log needs none, and its entities are the way to blow a small file up or to make it name
 * others. Source: XML 1.0, 4.1 and 4.4.
 */
export class TransactionCollector {
  /** Name of the outermost element. */
  root: string | undefined;
  #parser = new SaxesParser({ xmlns: true });
  #done: XmlElement[] = [];
  /** From the transaction down to the element that is open; undefined: an element of another namespace. */
  #open: (XmlElement | undefined)[] = [];
  #uri = '';
  #line = 1;
  #eventLine = 1;
  #depth = 0;
  /** Since the last tag: how much text, its beginning, and where that tag ended. */
  #sinceTag = 0;
  #untagged = '';
  #tagEnd = 0;
  #sinceTransaction = 0;

  constructor() {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new XmlFault(
        describeFault(error.message),
        this.#isEntityFault(error.message) ? this.#eventLine : parser.line,
      );
    });
    parser.on('doctype', () => {
      throw new XmlFault('it has a document type (DOCTYPE), which is not taken', parser.line);
    });
    parser.on('opentagstart', () => {
      this.#line = parser.line;
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('text', (text) => this.#addText(text));
    parser.on('cdata', (text) => this.#addText(text));
    parser.on('closetag', () => this.#closeTag());
  }

  /** Take more text in. @throws XmlFault; what was complete before it can still be taken. */
  push(text: string): void {
    const start = this.#parser.position;
    this.#sinceTag += text.length;
    this.#sinceTransaction += text.length;
    this.#parser.write(text);
    const isTagged = this.#tagEnd > start;
    this.#untagged =
      `${isTagged ? '' : this.#untagged}${text.slice(isTagged ? this.#tagEnd - start : 0)}`.slice(
        0,
        TEXT_CHARACTERS_MAX,
      );
    if (this.#sinceTag > TRANSACTION_CHARACTERS_MAX) throw this.#unclosed();
    if (this.#open.length > 0 && this.#sinceTransaction > TRANSACTION_CHARACTERS_MAX)
      throw new XmlFault('one transaction is larger than 16 MiB', this.#eventLine);
  }

  end(): void {
    if (/&[^;]*$/.test(this.#untagged)) throw this.#unclosed();
    this.#parser.close();
  }

  /** The transactions that became complete since this was last asked. */
  take(): XmlElement[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #openTag(tag: {
    local: string;
    uri: string;
    attributes: Record<string, { prefix: string; local: string; value: string }>;
  }): void {
    this.#root(tag.local);
    this.#event();
    this.#depth++;
    if (this.#depth > DEPTH_MAX)
      throw new XmlFault(`its elements are nested more than ${DEPTH_MAX} deep`, this.#line);
    if (this.#open.length === 0) {
      if (tag.local !== 'Transaction') return;
      this.#uri = tag.uri;
      this.#sinceTransaction = 0;
    }
    const above = this.#open.at(-1);
    const isOurs = this.#open.length === 0 || (above !== undefined && tag.uri === this.#uri);
    if (!isOurs) {
      this.#open.push(undefined);
      return;
    }
    const plain = Object.values(tag.attributes).filter(({ prefix }) => prefix === '');
    const element: XmlElement = {
      name: tag.local,
      line: this.#line,
      attributes: new Map(plain.map(({ local, value }) => [local, value])),
      children: [],
      text: '',
    };
    above?.children.push(element);
    this.#open.push(element);
  }

  #closeTag(): void {
    this.#event();
    this.#depth--;
    if (this.#open.length === 0) return;
    const element = this.#open.pop();
    if (this.#open.length === 0 && element !== undefined) this.#done.push(element);
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined && element.text.length < TEXT_CHARACTERS_MAX)
      element.text += text.slice(0, TEXT_CHARACTERS_MAX);
  }

  #root(name: string): void {
    this.root ??= name;
  }

  #event(): void {
    this.#sinceTag = 0;
    this.#tagEnd = this.#parser.position;
    this.#eventLine = this.#parser.line;
  }

  /** An & swallows all up to the next semicolon. */
  #unclosed(): XmlFault {
    return new XmlFault('an & or < is not closed; write &amp; and &lt; for them in texts', this.#eventLine);
  }

  /** An & that is none is only noticed at the next semicolon, which may be far below. */
  #isEntityFault(message: string): boolean {
    return /entity/.test(message);
  }
}

function describeFault(message: string): string {
  const text = message.replace(/^(?:\S+:)?\d+:\d+: /, '').replace(/\.$/, '');
  return /entity/.test(text) ? `an & starts no known entity (${text}); write &amp; for it` : text;
}
