import { z } from 'zod';
import { DEFAULT_EMBEDDED, DEFAULT_NOT_PRODUCTS, embeddedFault } from '../shared/product-rules.ts';

const pattern = z.string().superRefine((text, context) => {
  const fault = embeddedFault(text);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

/** `[product_codes]`: how a chain with `product_ids = "gtin"` writes its own numbers. */
export const productCodes = z
  .strictObject({
    embedded: z
      .array(pattern)
      .readonly()
      .default([...DEFAULT_EMBEDDED])
      .describe(
        'Layouts of numbers that carry a price or weight, of 12 places (UPC) or 13 (EAN): digits in front as they stand, ' +
          'then I for the digits of the item, P of the price, W of the weight, V their check digit (which is verified), X a ' +
          'digit that says nothing, and C at the end: "2IIIIIVPPPPC", "21IIIIIWWWWWC". Of two that fit, the one with the ' +
          'longer beginning holds. A number in 02 or 20 to 29 that fits none names no product.',
      ),
    not_products: z
      .array(z.string().regex(/^\d{1,12}$/, { error: 'expected digits, as a number of 13 digits begins' }))
      .readonly()
      .default([...DEFAULT_NOT_PRODUCTS])
      .describe(
        'Beginnings of numbers that name no product, written as the number is with 13 digits (a UPC has a 0 in front): ' +
          '04 in-store numbers and cards, 05, 98 and 99 coupons; add those of cards, such as "0601234".',
      ),
    eight_digits: z
      .enum(['upc-e', 'ean-8'])
      .default('upc-e')
      .describe('What a number of 8 digits is that is valid as both.'),
  })
  .describe('Product codes of a chain with product_ids = "gtin".');
