import type { Message } from '../../base/message.ts';
import { containerWords, driftWords, networkWords, stateWords } from '../../model/environment/status-words.ts';
import { type EnvironmentEntry, isMade } from './entry.ts';

/** A sign and words: `● 3 processes · 7.9M of 10M · drifted`. */
export interface LensWords {
  readonly sign: '●' | '○' | '✗';
  readonly words: readonly Message[];
}

/** Over the environment. */
export function environmentLens(entry: EnvironmentEntry): LensWords {
  return { sign: isMade(entry) ? '●' : '○', words: [stateWords(entry.status)] };
}

/** Over a netns or container. Undefined while nothing of its environment is there. */
export function placeLens(entry: EnvironmentEntry, name: string): LensWords | undefined {
  if (!isMade(entry)) return undefined;
  const { status } = entry;
  const drifted = driftWords(status, name);
  const container = status.containers.find((each) => each.name === name);
  if (container) {
    const { state } = container;
    const ended = container.status?.oomKilled === true || state === 'failed';
    const sign = ended ? '✗' : state === 'running' || state === 'created' ? '●' : '○';
    return { sign, words: [...containerWords(container), ...drifted] };
  }
  const network = status.networks.find((each) => each.name === name);
  return network && { sign: network.state === 'up' ? '●' : '○', words: [networkWords(network), ...drifted] };
}
