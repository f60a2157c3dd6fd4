const ASCII = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
const SPANISH = [...'áéíóúñü¡¿'];
const PUNCTUATION = [...'·–—’“”…'];
const LIGATURES = ['ff', 'fi', 'fl', 'ffi', 'ffl'];

/**
 * What nearly every sheet is written with. Its glyphs are embedded in every file, whether used or not: the embedded fonts are
 * then the same bytes in all files, made once for a run, and a sheet adds only what is rare.
 */
export const BASE_LATIN: string = [...ASCII, ...SPANISH, ...PUNCTUATION, ...LIGATURES].join(' ');

/** What is set in digits that are all equally wide. */
export const BASE_FIGURES: string = [...'0123456789$.,-'].join(' ');
