/**
 * The fields of a line of a POSLog: first the canonical columns, put together from what the log has, then the log's own
 * under its own names, for a chain whose registers mean something else by them.
 */
export const POSLOG_FIELDS = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'weight',
  'net_amount',
  'discount_amount',
  'line_type',
  'RetailStoreID',
  'WorkstationID',
  'TillID',
  'OperatorID',
  'SequenceNumber',
  'TransactionID',
  'ReceiptNumber',
  'BusinessDayDate',
  'BeginDateTime',
  'EndDateTime',
  'CustomerID',
  'LoyaltyAccountID',
  'LineSequenceNumber',
  'EntryMethod',
  'ItemType',
  'ItemID',
  'POSItemID',
  'ItemQuantity',
  'Units',
  'UnitOfMeasureCode',
  'UnitListPrice',
  'RegularSalesUnitPrice',
  'ActualSalesUnitPrice',
  'ExtendedAmount',
  'PromotionID',
] as const;
export type PoslogField = (typeof POSLOG_FIELDS)[number];

export type PoslogValues = Readonly<Record<PoslogField, string>>;
