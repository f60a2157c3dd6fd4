import { BY, BY_DEFAULT, type CommandGroup } from './spec.ts';

export const SETUP: CommandGroup = {
  title: 'Set up',
  commands: [
    {
      name: 'init',
      description: 'Make a data directory: configuration with comments, inbox, key',
      options: [],
    },
    {
      name: 'config',
      description: 'Show the configuration in force, and where each value comes from',
      options: [{ flags: '--show', description: 'every key with its value and origin' }],
    },
    {
      name: 'key',
      operands: '<action>',
      description: 'List the signing keys, or begin to sign with a new one',
      options: [BY_DEFAULT],
    },
    {
      name: 'cutover',
      description: 'Take over lists of an earlier system that households still hold',
      options: [
        {
          flags: '--lists <file.csv>',
          description: 'household_id, list_code, valid_from, valid_until, offer_id, value',
          required: true,
        },
        BY,
      ],
    },
    {
      name: 'demo',
      description: 'Run the whole loop on the made-up chain in fixtures/',
      options: [
        { flags: '--out <dir>', description: 'where to put data and prints', fallback: 'duelist-demo' },
      ],
    },
  ],
};
