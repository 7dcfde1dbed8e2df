import { OPTION_SHAPES, type OptionShape } from './options.ts';

const PROGRAM = 'tcpdialog-tui';

const written = ({ name, alias }: OptionShape): string[] =>
  alias === null ? [`--${name}`] : [`-${alias}`, `--${name}`];

/** A case of the script: what completes the word behind these options. */
function completionCase(options: readonly OptionShape[], reply: string): string[] {
  if (options.length === 0) return [];
  return [`    ${options.flatMap(written).join('|')})`, `      ${reply}`, '      return', '      ;;'];
}

/**
 * A completion script for bash, made from the table of options: it needs nothing but bash and never starts the program.
 * Use: `source <(tcpdialog-tui completion)`.
 */
export function completionScript(): string {
  const withArgument = OPTION_SHAPES.filter(({ kind }) => kind !== 'switch');
  const choices = withArgument.filter((option) => option.choices);
  const others = withArgument.filter((option) => !option.completes && !option.choices);
  return [
    `# bash completion for ${PROGRAM}: source <(${PROGRAM} completion)`,
    '_tcpdialog_tui() {',
    `  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}`,
    '  COMPREPLY=()',
    '  case $before in',
    ...completionCase(
      withArgument.filter(({ completes }) => completes === 'device'),
      'COMPREPLY=($(compgen -W "any $(ls /sys/class/net 2>/dev/null)" -- "$word"))',
    ),
    ...completionCase(
      withArgument.filter(({ completes }) => completes === 'file'),
      'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")',
    ),
    ...choices.flatMap((option) =>
      completionCase([option], `COMPREPLY=($(compgen -W "${option.choices?.join(' ')}" -- "$word"))`),
    ),
    ...completionCase(others, ':'),
    '  esac',
    `  COMPREPLY=($(compgen -W "completion ${OPTION_SHAPES.map(({ name }) => `--${name}`).join(' ')}" -- "$word"))`,
    '}',
    `complete -F _tcpdialog_tui ${PROGRAM}`,
  ].join('\n');
}
