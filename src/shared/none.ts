/** Stands for "the source does not say" in a column of 32-bit integers; in a column of doubles NaN does. */
export const NO_VALUE = -(2 ** 31);
/** Stands for "none" in a column of places in a table of texts. */
export const NO_TEXT = -1;
