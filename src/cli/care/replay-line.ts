import { formatDay } from '../../shared/day.ts';
import type { LaneEvent } from '../../store/ledger/since.ts';
import { LANE_SCHEMA, type LaneLine, loggedKey, loggedRequest } from '../lane/lane-log.ts';

/** What a ledger says happened, as a line of a lanes' log: its own order is kept by the order of the lines. */
export function replayLine(event: LaneEvent): LaneLine {
  const { redemptionId } = event;
  const base = { schema: LANE_SCHEMA, redemption_id: redemptionId } as const;
  switch (event.act) {
    case 'redeem': {
      const request = { ...event.key, listCode: event.listCode, cardId: undefined, lines: event.lines };
      return {
        ...base,
        at: '',
        act: 'redeem',
        request: loggedRequest(request),
        content_sha256: event.contentHash,
        status: 'redeemed',
        told: event.told,
      };
    }
    case 'void':
      return { ...base, at: '', act: 'void', redeemed_by: loggedKey(event.key), status: 'voided' };
    case 'return':
      return {
        ...base,
        at: '',
        act: 'return',
        redeemed_by: loggedKey(event.key),
        line_no: event.lineNo,
        quantity: event.quantityMilli / 1000,
        ...(event.deskKey === undefined ? {} : { key: loggedKey(event.deskKey) }),
        ...(event.day === undefined ? {} : { business_day: formatDay(event.day) }),
        by: event.by,
        returned_at: event.at,
        status: 'returned',
      };
  }
}
