/** An element of a transaction, in the namespace of the transaction; what vendors add in their own is left out. */
export type XmlElement = {
  readonly name: string;
  readonly line: number;
  /** Attributes without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
};

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

/** The trimmed text of the first element at a path of names below; '' where there is none. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string {
  let at = element;
  for (const name of path) at = child(at, name);
  return at?.text.trim() ?? '';
}

/** The first text that is not blank. */
export function firstOf(...texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}

/** Whether a flag is set, as XML Schema writes a boolean. */
export function isSet(element: XmlElement | undefined, ...names: readonly string[]): boolean {
  return names.some((name) => /^(?:true|1)$/i.test(element?.attributes.get(name)?.trim() ?? ''));
}
