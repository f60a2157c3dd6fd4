import type { Db } from '../sqlite.ts';

/** A token as the ledger knows it: never the token itself. */
export type LaneToken = {
  readonly tokenId: number;
  readonly storeId: string;
  /** undefined: every register of the store. */
  readonly registerId: string | undefined;
  /** SHA-256 (hex) of the whole token. */
  readonly sha256: string;
  readonly madeBy: string;
  /** ISO 8601, UTC; as the others. */
  readonly madeAt: string;
  readonly replaces: number | undefined;
  /** undefined: until it is revoked. */
  readonly goodUntil: string | undefined;
  readonly revokedAt: string | undefined;
  readonly revokedBy: string | undefined;
};

type Row = {
  token_id: number;
  store_id: string;
  register_id: string | null;
  sha256: string;
  made_by: string;
  made_at: string;
  replaces: number | null;
  good_until: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
};

/** The tokens of the lanes. */
export function tokenStore(db: Db) {
  const next = db
    .prepare<[], number>(
      "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'lane_token'), 0) + 1 AS next",
    )
    .pluck();
  const insert = db.prepare(
    `INSERT INTO lane_token (token_id, store_id, register_id, sha256, made_by, made_at, replaces) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const find = db.prepare<[number], Row>('SELECT * FROM lane_token WHERE token_id = ?');
  const all = db.prepare<[], Row>('SELECT * FROM lane_token ORDER BY token_id');
  const end = db.prepare('UPDATE lane_token SET good_until = ? WHERE token_id = ?');
  const revoke = db.prepare(
    'UPDATE lane_token SET revoked_by = ?, revoked_at = ? WHERE token_id = ? AND revoked_at IS NULL',
  );
  const add = (token: Omit<LaneToken, 'goodUntil' | 'revokedAt' | 'revokedBy'>): void =>
    void insert.run(
      token.tokenId,
      token.storeId,
      token.registerId ?? null,
      token.sha256,
      token.madeBy,
      token.madeAt,
      token.replaces ?? null,
    );
  return {
    /** The number of the next token; to be asked in the transaction that makes it. */
    nextId: (): number => next.get() ?? 1,
    add,
    /** Bring in what another ledger knows: tokens made since, and the ends of those that are here. A revocation outlives any backup. */
    merge: (tokens: readonly LaneToken[]): void => {
      for (const token of tokens) {
        const { tokenId, sha256, goodUntil, revokedAt, revokedBy } = token;
        const known = find.get(tokenId);
        if (known === undefined) add(token);
        else if (known.sha256 !== sha256) continue;
        if (goodUntil !== undefined) end.run(goodUntil, tokenId);
        if (revokedAt !== undefined) revoke.run(revokedBy ?? '', revokedAt, tokenId);
      }
    },
    find: (tokenId: number): LaneToken | undefined => {
      const row = find.get(tokenId);
      return row === undefined ? undefined : toToken(row);
    },
    /** Oldest first. */
    all: (): LaneToken[] => all.all().map(toToken),
    endAt: (tokenId: number, goodUntil: string): void => void end.run(goodUntil, tokenId),
    /** @returns Whether it was good until then. */
    revoke: (tokenId: number, by: string, at: string): boolean => revoke.run(by, at, tokenId).changes === 1,
  };
}

function toToken(row: Row): LaneToken {
  return {
    tokenId: row.token_id,
    storeId: row.store_id,
    registerId: row.register_id ?? undefined,
    sha256: row.sha256,
    madeBy: row.made_by,
    madeAt: row.made_at,
    replaces: row.replaces ?? undefined,
    goodUntil: row.good_until ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    revokedBy: row.revoked_by ?? undefined,
  };
}
