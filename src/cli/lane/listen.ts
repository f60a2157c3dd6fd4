import type { buildServer } from '../../serve/server.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { World } from '../world.ts';

/** How often a running server looks whether it was asked to stop, in milliseconds. */
const LOOK_MS = 50;

/** @throws UserError (69) where the port is taken, or not ours to take. */
export async function listen(app: ReturnType<typeof buildServer>, port: number, host: string): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError('cannot-listen', `cannot listen on ${host} port ${port}: ${message}`, {
      exitCode: EXIT.unavailable,
      next: 'Give another --port, or stop what has this one.',
      cause: error,
    });
  }
}

/** Until the first signal. */
export async function stopped(world: World): Promise<void> {
  while (world.stopSignal() === undefined) await new Promise((resume) => setTimeout(resume, LOOK_MS));
}
