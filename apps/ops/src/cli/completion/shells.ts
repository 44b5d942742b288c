import { flatten, type TreeNode, type TreeOption, wordsOf } from './command-tree';

export const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
export type Shell = keyof typeof SHELLS;

const PROGRAM = 'tbank-ops';
const SHELL_SHELLS = Object.keys({ bash: 0, zsh: 0, fish: 0 }).join(' ');

/** Branches of a case: from the words so far to the command they name. */
const steps = (tree: TreeNode): string =>
  flatten(tree)
    .filter(({ path }) => path !== '')
    .map(({ path }) => `      '${path}') at='${path}' ;;`)
    .join('\n');

/** Branches of a case: from a command to the words that may follow. */
const words = (tree: TreeNode): string =>
  flatten(tree)
    .map((node) => {
      const more = node.path === 'completion' ? `${SHELL_SHELLS} ` : '';
      return `    '${node.path}') candidates='${more}${wordsOf(node).join(' ')}' ;;`;
    })
    .join('\n');

/** Branches of a case: from an option that takes a value to its values; none where it may be anything. */
function values(tree: TreeNode): string {
  const branches = flatten(tree).flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ name, choices }) => `    '${path} ${name}') candidates='${choices.join(' ')}' ;;`),
  );
  return branches.map((branch) => branch.replace(/^ {4}' /, "    '")).join('\n');
}

function bashScript(tree: TreeNode): string {
  return `# bash completion of ${PROGRAM}
_tbank_ops() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local at='' word candidates=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$word" in
${steps(tree)}
    esac
  done
  case "$at" in
${words(tree)}
  esac
  case "\${at:+$at }$previous" in
${values(tree)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _tbank_ops ${PROGRAM}`;
}

/** `path` would be the search path of commands there. */
function zshScript(tree: TreeNode): string {
  return `#compdef ${PROGRAM}
_tbank_ops() {
  local at='' word candidates='' previous="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
${steps(tree)}
    esac
  done
  case "$at" in
${words(tree)}
  esac
  case "\${at:+$at }$previous" in
${values(tree)}
  esac
  if [[ -n "$candidates" ]]; then compadd -- \${=candidates}; else _files; fi
}
compdef _tbank_ops ${PROGRAM}`;
}

function fishScript(tree: TreeNode): string {
  const lines = tree.children.flatMap((noun) => [
    fishWord('__fish_use_subcommand', noun),
    ...noun.children.map((verb) => fishWord(notYet(noun), verb)),
    ...fishOptions(
      `__fish_seen_subcommand_from ${noun.name}`,
      noun.children.length > 0 ? [] : noun.options,
    ),
    ...noun.children.flatMap((verb) =>
      fishOptions(
        `__fish_seen_subcommand_from ${noun.name}; and __fish_seen_subcommand_from ${verb.name}`,
        verb.options,
      ),
    ),
  ]);
  const shells = `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from completion' -a '${SHELL_SHELLS}'`;
  return [`# fish completion of ${PROGRAM}`, `complete -c ${PROGRAM} -f`, ...lines, shells].join(
    '\n',
  );
}

const notYet = ({ name, children }: TreeNode): string =>
  `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${children
    .map((child) => child.name)
    .join(' ')}`;

const fishWord = (condition: string, { name, description }: TreeNode): string =>
  `complete -c ${PROGRAM} -n '${condition}' -a ${name} -d ${quoted(description)}`;

const fishOptions = (condition: string, options: readonly TreeOption[]): string[] =>
  options.map(({ name, description, takesValue, choices }) => {
    const value = takesValue ? ` -x${choices.length > 0 ? ` -a '${choices.join(' ')}'` : ''}` : '';
    return `complete -c ${PROGRAM} -n '${condition}' -l ${name.slice(2)}${value} -d ${quoted(description)}`;
  });

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll(`'`, `\\'`)}'`;
