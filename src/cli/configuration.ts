import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LoadedConfig, readConfig } from '../config/load.ts';
import type { CommonOptions } from './options.ts';
import type { World } from './world.ts';

/** The file that a command's configuration comes from: the one that was named, else that of the data directory. */
export function configPath(world: World, options: CommonOptions): string {
  return options.config === undefined
    ? join(resolve(world.cwd, options.data), 'duelist.toml')
    : resolve(world.cwd, options.config);
}

/**
 * The configuration of a command: flags over the environment, that over the file, that over the defaults.
 *
 * @throws UserError (78) with every fault; a file that was named and is not there ends in 66.
 */
export function loadConfig(world: World, options: CommonOptions): LoadedConfig {
  const file = configPath(world, options);
  const text = options.config === undefined && !existsSync(file) ? undefined : readFileSync(file, 'utf8');
  return readConfig({ file, text, environment: world.env, flags: options.set ?? [] });
}
