import { createHash } from 'node:crypto';
import type { RedemptionRequest } from './types.ts';

/**
 * SHA-256 (hex) of everything in a request that can change its answer. Lines are sorted by number first, since a lane
 * may send a retry's lines in another order. JSON keeps fields apart, whatever characters they hold.
 */
export function contentHash(request: RedemptionRequest): string {
  const { storeId, registerId, day, transactionId, listCode, cardId } = request;
  const lines = request.lines
    .map((l) => [l.lineNo, l.productId, l.quantityMilli, l.unitPriceCents, l.amountCents])
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  const { override } = request;
  const said = override === undefined ? [] : [[override.managerId, override.reason]];
  const content = [storeId, registerId, day, transactionId, listCode ?? null, cardId ?? null, lines, ...said];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
