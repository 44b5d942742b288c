import { type Command } from '../command-option';

/** A command as completion needs it. */
export interface TreeNode {
  /** Words after the program's name: `dlq list`; empty for the program itself. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly TreeOption[];
  readonly children: readonly TreeNode[];
}

export interface TreeOption {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

export function describeTree(command: Command, path = ''): TreeNode {
  const children = command.commands.map((child) =>
    describeTree(child, path === '' ? child.name() : `${path} ${child.name()}`),
  );
  const options = command.options.map(({ long, short, description, required, argChoices }) => ({
    name: long ?? short ?? '',
    description,
    takesValue: required,
    choices: argChoices ?? [],
  }));
  const help = {
    name: '--help',
    description: 'how to use it',
    takesValue: false,
    choices: [],
  };
  return {
    ...{ path, children },
    name: command.name(),
    description: command.description(),
    options: [...options, help],
  };
}

/** The node and all below it. */
export const flatten = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(flatten)];

/** What may stand after the words of the node. */
export const wordsOf = ({ children, options }: TreeNode): string[] => [
  ...children.map(({ name }) => name),
  ...options.map(({ name }) => name),
];
