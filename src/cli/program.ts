import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommonOptions } from './options.ts';
import { COMMANDS, SUMMARY, VERSION } from './table/commands.ts';
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from './table/spec.ts';
import type { World } from './world.ts';

export { CommanderError } from 'commander';

/** A command's module. */
type Handler = { readonly run: (world: World, options: never) => Promise<void> };

/** The command-line library, set up from the table; a command's module is loaded when it runs. */
export function buildProgram(world: World): Command {
  const program = configure(new Command('duelist'), world)
    .description(SUMMARY)
    .version(VERSION)
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'Show the options of a command');
  for (const spec of COMMANDS) program.addCommand(buildCommand(spec, world));
  return program;
}

function buildCommand(spec: CommandSpec, world: World): Command {
  const command = configure(new Command(spec.name), world).description(spec.description);
  if (spec.operands !== undefined) command.arguments(spec.operands);
  for (const option of [...spec.options, ...COMMON_OPTIONS]) command.addOption(toOption(option));
  return command.action(async (...args: unknown[]) => {
    // Commander hands over the operands, then options and command.
    const operands = args.slice(0, -2).flat();
    if (spec.urgent !== true) world.standBack();
    const handler = (await import(`./commands/${spec.name}.ts`)) as Handler;
    await handler.run(world, { ...command.opts<CommonOptions>(), arguments: operands } as never);
  });
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.required === true) option.makeOptionMandatory();
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.env !== undefined) option.env(spec.env);
  // Not variadic: it would swallow the operands behind it.
  if (spec.repeats === true) option.argParser(collectSettings);
  return option;
}

function collectSettings(setting: string, before: readonly string[] | undefined): readonly string[] {
  if (/^[^=]*[^=\s][^=]*=/.test(setting)) return [...(before ?? []), setting];
  throw new InvalidArgumentError('Write it as key=value, for example plan.control_percent=0.');
}

function configure(command: Command, world: World): Command {
  return command.exitOverride().configureOutput({
    writeOut: world.stdout,
    writeErr: world.stderr,
    getOutHelpWidth: () => Math.min(world.columns, 100),
  });
}
