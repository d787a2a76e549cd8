import { shellLine } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';
import { finalScript } from './final-script.ts';
import { configureScript, enterRootScript, joinScript } from './finish-scripts.ts';
import { innerScript } from './inner-script.ts';
import { namespaceArgv, userNamespaceLines } from './namespaces.ts';
import { outerArgv } from './outer.ts';
import { innerPropagation, stageLines } from './stage.ts';

/** What is done to make a container, in its order, for a person to read: lines for a shell with where each part runs. */
export function shownLines(launch: Launch): readonly string[] {
  return [
    ...outerLines(launch),
    ...stageLines(launch),
    ...userNamespaceLines(launch),
    shellLine([...namespaceArgv(launch, innerPropagation(launch)), 'sh']),
    '# There, as its first process:',
    ...innerScript(launch).split('\n'),
    launch.rootless
      ? '# From outside, in the outer user namespace; $1 is that process:'
      : '# From outside; $1 is that process:',
    ...part(joinScript(launch)),
    ...part(configureScript(launch)),
    ...part(enterRootScript(launch)),
  ];
}

/** Where all that follows is done by who is not root. */
function outerLines(launch: Launch): readonly string[] {
  if (!launch.rootless) return [];
  return ['# The outer user namespace, as its root:', ...shellLine([...outerArgv(launch), 'sh']).split('\n')];
}

/** What its first process does when it is started. */
export function shownStart(launch: Launch): readonly string[] {
  return [...finalScript(launch).split('\n'), `# "$@" is ${shellLine(launch.container.command)}`];
}

function part(script: string): readonly string[] {
  return script === '' ? [] : script.split('\n');
}
