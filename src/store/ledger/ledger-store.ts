import { join } from 'node:path';
import { eraseForGood, purge } from '../erase.ts';
import { closeDatabase, keepLittle, openDatabase, type Preparation } from '../sqlite.ts';
import { arrivalBook } from './arrivals.ts';
import { auditReader } from './audit.ts';
import { closingStore } from './closing.ts';
import { cycleStore } from './cycles.ts';
import { earlierListStore } from './earlier-lists.ts';
import { fitStore } from './fits.ts';
import { folding } from './folding.ts';
import { forgottenStore } from './forgotten.ts';
import { heldThings } from './held-things.ts';
import { holdStore } from './holds.ts';
import { eventCopier, householdEvents } from './household-events.ts';
import { checkLedger, type LedgerCheck } from './identity.ts';
import { issuer } from './issue.ts';
import { keyStore } from './keys.ts';
import { laneOddities } from './lane-oddities.ts';
import { lanePack } from './lane-pack.ts';
import { laneReports } from './lane-reports.ts';
import { laneRights } from './lane-rights.ts';
import { listReader } from './lists.ts';
import { nightStore } from './nights.ts';
import { offlineReports } from './offline-reports.ts';
import { pastOffers } from './past-offers.ts';
import { peopleReader } from './people.ts';
import { planFacts } from './plan-facts.ts';
import { planStore } from './plans.ts';
import { rebuildStore } from './rebuilds.ts';
import { recallStore } from './recalls.ts';
import { redemptionStore } from './redemptions.ts';
import { restorationStore } from './restores.ts';
import { type Restrictions, readRestrictions } from './restrictions.ts';
import { returnStore } from './returns.ts';
import { reviewFacts } from './review-facts.ts';
import { scoreStore } from './scores.ts';
import { settlementStore } from './settlements.ts';
import { sinceReader } from './since.ts';
import { suppressionStore } from './suppressions.ts';
import { tokenStore } from './tokens.ts';
import { withdrawalStore } from './withdrawals.ts';
import { paperReader } from './withdrawn-paper.ts';

export type LedgerStore = ReturnType<typeof openLedger>;

/** `ledger.db`: what no feed can rebuild. */
export function openLedger(dataDir: string, preparation?: Preparation) {
  const path = join(dataDir, 'ledger.db');
  const db = openDatabase(path, import.meta.dirname, undefined, preparation);
  const suppressions = suppressionStore(db);
  const transact = db.transaction((work: () => unknown): unknown => work());
  // Drafts come and go, and carry names: what is deleted here is gone.
  eraseForGood(db);

  return {
    cycles: cycleStore(db),
    lists: listReader(db),
    fits: fitStore(db),
    people: peopleReader(db),
    forgotten: forgottenStore(db),
    auditTrail: auditReader(db),
    issuer: issuer(db),
    pastOffers: pastOffers(db),
    keys: keyStore(db),
    earlierLists: earlierListStore(db),
    redemptions: redemptionStore(db),
    returns: returnStore(db),
    tokens: tokenStore(db),
    laneReports: laneReports(db),
    laneRights: laneRights(db),
    oddities: laneOddities(db),
    lanePack: lanePack(db),
    offline: offlineReports(db),
    closing: closingStore(db),
    settlements: settlementStore(db),
    since: sinceReader(db),
    identity: (): LedgerCheck => checkLedger(db),
    holds: { ...holdStore(db), things: heldThings(db) },
    withdrawals: withdrawalStore(db),
    paper: paperReader(db),
    recalls: recallStore(db),
    rebuilds: rebuildStore(db),
    households: householdEvents(db),
    restrictions: (): Restrictions => readRestrictions(db),
    nights: nightStore(db),
    arrivals: arrivalBook(db),
    scores: scoreStore(db),
    plans: { ...planStore(db), ...planFacts(db) },
    restorations: { ...restorationStore(db), ...eventCopier(db) },
    review: reviewFacts(db),
    inTransaction: <T>(work: () => T): T => transact.immediate(work) as T,
    fold: folding(db),
    /**
     * For whoever decides several in one transaction: what it takes to undo one of them alone, copies of the pages that it
     * changed, stays in memory. In a file it was half of all that a lane's server wrote.
     */
    undoInMemory: (): void => void db.pragma('temp_store = MEMORY'),
    storeSuppression: suppressions.store,
    suppressions: suppressions.inForce,
    suppressionsOfCycle: suppressions.ofCycle,
    audit: (entry: {
      at: Date;
      actor: string;
      act: string;
      subject: string;
      detail: Record<string, unknown>;
    }): void =>
      void db
        .prepare('INSERT INTO audit (at, actor, act, subject, detail) VALUES (?, ?, ?, ?, ?)')
        .run(entry.at.toISOString(), entry.actor, entry.act, entry.subject, JSON.stringify(entry.detail)),
    /** Leave no old copy of some texts in the database's files; undefined: whatever was erased. */
    purge: (texts: readonly string[] | undefined, bytesMax?: number) => purge(db, path, texts, bytesMax),
    /** What is read once is not kept: for a thread that goes through all of it. */
    keepLittle: (): void => keepLittle(db),
    close: (): void => closeDatabase(db),
  };
}
