import type { ScanColumns, ScanTexts } from '../../ingest/scan-columns.ts';
import { NO_TEXT } from '../../shared/none.ts';
import type { Dictionaries } from './dictionaries.ts';

/** Numbers of a table's texts by place; 0: not asked for yet (the database gives numbers from 1). */
type Numbers = number[];

/**
 * The numbers in this database of the texts that columns point to, each asked for once. Numbers given inside a
 * transaction that fails are gone with it: then this is thrown away, too.
 */
export class TextNumbers {
  readonly #names: Dictionaries;
  #texts: ScanTexts | undefined;
  #stores: Numbers = [];
  #cards: Numbers = [];
  #products: Numbers = [];

  constructor(names: Dictionaries) {
    this.#names = names;
  }

  /** Turn to a batch: its texts, and the descriptions that it brought for products that have none. */
  load(columns: ScanColumns): void {
    if (columns.texts !== this.#texts) {
      this.#texts = columns.texts;
      this.#stores = [];
      this.#cards = [];
      this.#products = [];
    }
    for (const place of columns.described) this.#products[place] = this.#product(columns.texts, place);
  }

  store(place: number): number {
    const known = this.#stores[place];
    if (known !== undefined && known !== 0) return known;
    const no = this.#names.storeNo(this.#texts?.stores[place] ?? '');
    this.#stores[place] = no;
    return no;
  }

  /** 0: no card. */
  card(place: number): number {
    if (place === NO_TEXT) return 0;
    const known = this.#cards[place];
    if (known !== undefined && known !== 0) return known;
    const no = this.#names.cardNo(this.#texts?.cards[place] ?? '');
    this.#cards[place] = no;
    return no;
  }

  product(place: number): number {
    const known = this.#products[place];
    if (known !== undefined && known !== 0) return known;
    const no = this.#texts === undefined ? 0 : this.#product(this.#texts, place);
    this.#products[place] = no;
    return no;
  }

  #product(texts: ScanTexts, place: number): number {
    return this.#names.productNo(texts.products[place] ?? '', texts.descriptions[place]);
  }
}
