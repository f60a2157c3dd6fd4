import { FEEDS } from '../../ingest/rows.ts';
import { COMMANDS } from '../table/commands.ts';
import { type Expected, type Flag, flagsOf, operandsOf } from './flags.ts';

/**
 * Completion scripts, written out from the command table. They are whole: no TAB starts the program, which a person would
 * feel (Node alone takes some 40 ms), and they work where the program is not on the path yet.
 */
export const COMPLETIONS = { bash, zsh, fish } as const;

export type Shell = keyof typeof COMPLETIONS;

/** Words that stand for an operand of that name. */
const OPERAND_CHOICES = {
  feed: FEEDS,
  shell: Object.keys(COMPLETIONS),
  action: ['list', 'rotate'],
  command: COMMANDS.map(({ name }) => name),
};

function bash(): string {
  const cases = COMMANDS.map((command) => {
    const flags = flagsOf(command);
    const operand = operandsOf(command, OPERAND_CHOICES)[0];
    return [
      `    ${command.name})`,
      `      flags="${flags.map(({ name }) => name).join(' ')}"`,
      ...valueCases(flags),
      `      ${bashOperand(operand, operandsOf(command, OPERAND_CHOICES)[1])}`,
      '      ;;',
    ].join('\n');
  });
  return `# bash completion for duelist. Use it with: source <(duelist completion bash)
_duelist() {
  local cur prev command flags words
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${['help', ...COMMANDS.map(({ name }) => name)].join(' ')}" -- "$cur"))
    return
  fi
  case "$command" in
    help)
      COMPREPLY=($(compgen -W "${COMMANDS.map(({ name }) => name).join(' ')}" -- "$cur"))
      return
      ;;
${cases.join('\n')}
    *) return ;;
  esac
  [[ "$cur" == -* ]] && COMPREPLY=($(compgen -W "$flags" -- "$cur"))
}
complete -F _duelist duelist
`;
}

/** What follows an option that takes a value. */
function valueCases(flags: readonly Flag[]): string[] {
  const valued = flags.filter(({ expects }) => expects.tag !== 'nothing');
  return [
    '      case "$prev" in',
    ...valued.map(({ name, expects }) => `        ${name}) ${bashWords(expects)}; return ;;`),
    '      esac',
  ];
}

function bashWords(expects: Expected): string {
  switch (expects.tag) {
    case 'file':
      return 'COMPREPLY=($(compgen -f -- "$cur"))';
    case 'folder':
      return 'COMPREPLY=($(compgen -d -- "$cur"))';
    case 'choice':
      return `COMPREPLY=($(compgen -W "${expects.choices.join(' ')}" -- "$cur"))`;
    default:
      return 'COMPREPLY=()';
  }
}

function bashOperand(first: Expected | undefined, rest: Expected | undefined): string {
  if (first === undefined) return ':';
  const then = rest === undefined ? ':' : `{ [[ "$cur" == -* ]] || ${bashWords(rest)}; }`;
  return `if [ "$COMP_CWORD" -eq 2 ] && [[ "$cur" != -* ]]; then ${bashWords(first)}; return; else ${then}; fi`;
}

function zsh(): string {
  const commands = COMMANDS.map(({ name, description }) => `    ${zshQuote(`${name}:${description}`)}`);
  const cases = COMMANDS.map((command) => {
    const operands = operandsOf(command, OPERAND_CHOICES);
    const specs = [
      ...flagsOf(command).map(zshFlag),
      ...operands.map((operand, place) => zshOperand(operand, place, operands.length)),
    ];
    return `    ${command.name})\n      _arguments -s ${specs.map((spec) => `\\\n        ${zshQuote(spec)}`).join(' ')}\n      ;;`;
  });
  return `#compdef duelist
# zsh completion for duelist. Put it into a folder of $fpath as _duelist, or: source <(duelist completion zsh)
_duelist() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
    help) _describe 'command' commands ;;
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_duelist" ]; then _duelist "$@"; else compdef _duelist duelist; fi
`;
}

function zshFlag({ name, description, expects, repeats }: Flag): string {
  const text = description.replaceAll(/[[\]:]/g, (mark) => `\\${mark}`);
  const value = expects.tag === 'nothing' ? '' : `:${zshWords(expects)}`;
  return `${repeats ? '*' : ''}${name}[${text}]${value}`;
}

function zshOperand(operand: Expected, place: number, count: number): string {
  return place === count - 1 && count > 1 ? `*:${zshWords(operand)}` : `${place + 1}:${zshWords(operand)}`;
}

function zshWords(expects: Expected): string {
  switch (expects.tag) {
    case 'file':
      return 'file:_files';
    case 'folder':
      return 'folder:_files -/';
    case 'choice':
      return `word:(${expects.choices.join(' ')})`;
    case 'text':
      return `${expects.name}: `;
    default:
      return '';
  }
}

function zshQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fish(): string {
  const lines = COMMANDS.flatMap((command) => {
    const seen = `-n "__fish_seen_subcommand_from ${command.name}"`;
    const flags = flagsOf(command).map(
      ({ name, description, expects }) =>
        `complete -c duelist ${seen} -l ${name.slice(2)} -d ${fishQuote(description)}${fishWords(expects)}`,
    );
    const operands = operandsOf(command, OPERAND_CHOICES).map(
      (operand) => `complete -c duelist ${seen}${operand.tag === 'file' ? ' -F' : fishWords(operand)}`,
    );
    return [
      `complete -c duelist -n __fish_use_subcommand -f -a ${command.name} -d ${fishQuote(command.description)}`,
      ...flags,
      ...operands.filter((line) => !line.endsWith('-x')),
    ];
  });
  return `# fish completion for duelist. Use it with: duelist completion fish | source\ncomplete -c duelist -f\n${lines.join('\n')}\n`;
}

function fishWords(expects: Expected): string {
  switch (expects.tag) {
    case 'file':
      return ' -r -F';
    case 'folder':
      return ' -x -a "(__fish_complete_directories)"';
    case 'choice':
      return ` -x -a "${expects.choices.join(' ')}"`;
    case 'text':
      return ' -x';
    default:
      return '';
  }
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
