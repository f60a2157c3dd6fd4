/** More at once is shared among several commits, so that the first of them need not wait for the last. */
const GROUP_MAX = 100;
/** Some four seconds of work: whoever comes after that is better told to try again. */
const WAITING_MAX = 2000;

/** The queue is full, or the server is about to stop. */
export class Overloaded extends Error {}

export type GroupCommit<A, T> = {
  /** @throws Overloaded; or what deciding threw, when nothing of the group was written. */
  readonly submit: (ask: A) => Promise<T>;
  /** Requests that wait now. */
  readonly waiting: () => number;
};

type Waiting<A, T> = {
  readonly ask: A;
  readonly resolve: (told: T) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Requests that arrive while one commit reaches the disk share the next: a commit costs milliseconds, whatever is in it. No
 * timer: Node reads every socket that has something before it runs what was set for "immediately", so a group is all that
 * came in meanwhile, and a request that comes alone goes alone, at once.
 *
 * @param decide Decides and commits; each is answered only after it has returned.
 */
export function groupCommit<A, T>(
  decide: (asked: readonly A[]) => readonly T[],
  { groupMax = GROUP_MAX, waitingMax = WAITING_MAX } = {},
): GroupCommit<A, T> {
  const queue: Waiting<A, T>[] = [];
  let isDue = false;

  const commit = (): void => {
    const group = queue.splice(0, groupMax);
    try {
      const told = decide(group.map(({ ask }) => ask));
      for (const [place, { resolve, reject }] of group.entries()) {
        const answer = told[place];
        if (answer === undefined) reject(new Error('a request was decided without an answer'));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    isDue = queue.length > 0;
    if (isDue) setImmediate(commit);
  };

  return {
    submit: (ask) => {
      if (queue.length >= waitingMax) return Promise.reject(new Overloaded());
      return new Promise((resolve, reject) => {
        queue.push({ ask, resolve, reject });
        if (isDue) return;
        isDue = true;
        setImmediate(commit);
      });
    },
    waiting: () => queue.length,
  };
}
