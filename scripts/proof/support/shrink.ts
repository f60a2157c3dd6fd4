import { Buffer } from 'node:buffer';

const TRIES_MOST = 400;
const LF = '\n';

/**
 * A smaller input that still fails: whole lines are left out as long as it goes on failing, first many at once, then
 * characters (delta debugging, Zeller and Hildebrandt 2002, without its complements).
 */
export async function shrink(bytes: Buffer, fails: (smaller: Buffer) => Promise<boolean>): Promise<Buffer> {
  let left = TRIES_MOST;
  const still = async (parts: readonly string[], joint: string): Promise<boolean> =>
    left-- > 0 && (await fails(Buffer.from(parts.join(joint), 'latin1')));
  const lines = await without(bytes.toString('latin1').split(LF), (parts) => still(parts, LF));
  const text = lines.join(LF);
  if (text.length > 4000) return Buffer.from(text, 'latin1');
  return Buffer.from((await without([...text], (parts) => still(parts, ''))).join(''), 'latin1');
}

async function without(
  given: readonly string[],
  fails: (parts: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  let parts = given;
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < parts.length; ) {
      const fewer = parts.toSpliced(at, size);
      if (fewer.length < parts.length && (await fails(fewer))) parts = fewer;
      else at += size;
    }
  }
  return parts;
}
