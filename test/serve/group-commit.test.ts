import { describe, expect, test } from 'vitest';
import { groupCommit, Overloaded } from '../../src/serve/group-commit.ts';

const settled = async (promises: readonly Promise<unknown>[]): Promise<unknown[]> =>
  (await Promise.allSettled(promises)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason));

describe('a group commit', () => {
  test('has all that came in meanwhile, in order, and no more than it may', async () => {
    const groups: number[][] = [];
    const { submit, waiting } = groupCommit<number, string>(
      (asked) => {
        groups.push([...asked]);
        return asked.map(String);
      },
      { groupMax: 2 },
    );
    const answers = [1, 2, 3].map(submit);
    expect(waiting()).toBe(3);
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
    expect(await submit(4)).toBe('4');
    expect(groups).toEqual([[1, 2], [3], [4]]);
  });

  test('that fails tells all of its requests, and the next one begins anew', async () => {
    let isFull = true;
    const fault = new Error('disk full');
    const { submit } = groupCommit<number, number>((asked) => {
      if (isFull) throw fault;
      return asked;
    });
    expect(await settled([submit(1), submit(2)])).toEqual([fault, fault]);
    isFull = false;
    expect(await submit(3)).toBe(3);
  });

  test('turns away what it cannot hold', async () => {
    const { submit } = groupCommit<number, number>((asked) => asked, { waitingMax: 1 });
    expect(await settled([submit(1), submit(2)])).toEqual([1, new Overloaded()]);
  });
});
