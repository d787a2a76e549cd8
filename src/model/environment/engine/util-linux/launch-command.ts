import { shellQuote } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';
import { finalScript } from './final-script.ts';
import { innerScript } from './inner-script.ts';
import { namespaceArgv, userNamespaceLines } from './namespaces.ts';
import { outerArgv } from './outer.ts';
import { innerPropagation, needsStage, stageLines, stagePropagation } from './stage.ts';

/**
 * The command that becomes the container, or the parent of its first process. On descriptor 3 it writes `made` when the
 * namespaces and mounts are there and waits for a line on descriptor 4, then `ready` when it is only to be started, and waits again;
 * then `running`, or `error` with what is wrong. It ends when descriptor 4 does. Without root it is in the outer user namespace when it
 * writes `outer`, before all others, and waits once more.
 */
export function launchCommand(launch: Launch): readonly string[] {
  const stage = needsStage(launch) ? ['unshare', '--mount', '--propagation', stagePropagation(launch)] : [];
  return ['setpriv', '--pdeathsig', 'KILL', ...outerArgv(launch), ...stage, 'sh', '-euc', launchScript(launch)];
}

function launchScript(launch: Launch): string {
  const inner = ['sh', '-euc', innerScript(launch), 'isolens', finalScript(launch), ...launch.container.command];
  return [
    'umask 022',
    ...(launch.rootless ? ['echo outer >&3', 'read -r _ <&4'] : []),
    ...stageLines(launch),
    ...userNamespaceLines(launch),
    `exec ${[...namespaceArgv(launch, innerPropagation(launch)), ...inner].map(shellQuote).join(' ')}`,
  ].join('\n');
}
