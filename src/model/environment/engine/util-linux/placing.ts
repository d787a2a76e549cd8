import { shellQuote } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';

/** Functions of the inner script. */
export const PLACING_FUNCTIONS: readonly string[] = [
  'refuse() { echo "${1#"$stage/root"} in the root directory is a link" >&2; exit 1; }',
  '# Goes to a directory below the new root, and makes it if it is not there. A link could lead out: that ends it.',
  'enter() {',
  '  cd -P ./root',
  '  for part do',
  '    where=$PWD/$part',
  '    [ ! -L "./$part" ] || refuse "$where"',
  '    [ -d "./$part" ] || mkdir "./$part"',
  '    cd -P "./$part"',
  '    [ "$PWD" = "$where" ] || refuse "$where"',
  '  done',
  '}',
  '# A file to mount on, in the directory where one is.',
  'file() {',
  '  [ ! -L "./$1" ] || refuse "$PWD/$1"',
  '  [ -e "./$1" ] || (set -C; : > "./$1")',
  '}',
];

/** How the inner script gets to places where something is mounted. */
export interface Placing {
  /** Lines that run a command in a directory inside, `.` for that command. */
  directory(target: string, command: string): string;
  /** The same in the directory of a file that is there then; the command gets its name. */
  file(target: string, command: (name: string) => string): string;
}

/** Below a root directory, which may belong to somebody who wants to lead us out of it. */
const BELOW_ROOT: Placing = {
  directory: (target, command) => `( ${words('enter', partsOf(target))}; ${command} )`,
  file(target, command) {
    const parts = partsOf(target);
    const name = parts.pop() ?? '.';
    return `( ${words('enter', parts)}; file ${shellQuote(name)}; ${command(shellQuote(`./${name}`))} )`;
  },
};

/** On the root of the host: links are those of the host, and nothing is made. */
const ON_HOST: Placing = {
  directory: (target, command) => `( cd -P ${shellQuote(target)}; ${command} )`,
  file: (target, command) => `( ${command(shellQuote(target))} )`,
};

export function placingOf({ container }: Launch): Placing {
  return container.root.kind === 'host' ? ON_HOST : BELOW_ROOT;
}

function partsOf(target: string): string[] {
  return target.split('/').filter((part) => part !== '' && part !== '.');
}

function words(command: string, args: readonly string[]): string {
  return [command, ...args.map(shellQuote)].join(' ');
}
