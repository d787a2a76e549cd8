import { shellQuote } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';

/**
 * The shell that waits, as the user and with the rights of the command, which is its arguments. While it waits its root directory
 * is exchanged: it needs nothing of the new one.
 */
export function finalScript({ container: { command, env, workdir } }: Launch): string {
  return [
    'echo ready >&3',
    'read -r _ <&4 || exit 1',
    'fail() { echo "error $1" >&3; exit "$2"; }',
    // What was a directory of the old root is none of the new one.
    'cd /',
    // There may be no /dev/null.
    `cd -P ${shellQuote(workdir)} 2>&- || fail ${shellQuote(`${workdir}: cannot be the working directory`)} 126`,
    'unset PWD OLDPWD',
    ...Object.entries(env).map(([name, value]) => `export ${name}=${shellQuote(value)}`),
    ...(command.length === 0 ? ['echo running >&3', 'read -r _ <&4', 'exit 0'] : commandLines()),
  ].join('\n');
}

function commandLines(): readonly string[] {
  return [
    'case $1 in -*) fail "$1: not found" 127;; esac',
    '[ -n "$(command -v "$1")" ] || fail "$1: not found" 127',
    'echo running >&3',
    'exec "$@" 2>&1 3>&- 4<&-',
  ];
}
