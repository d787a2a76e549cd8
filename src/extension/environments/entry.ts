import type { EnvironmentStatus } from '../../model/environment/status.ts';

/** An environment that is declared here, or that runs. */
export interface EnvironmentEntry {
  /** The same as long as it is the same environment. */
  readonly key: string;
  readonly name: string;
  /** The file that declares it: absent for one that runs and whose file is not here. */
  readonly file?: SpecFile;
  /** Mistakes in the file that are errors. */
  readonly errors: number;
  readonly status: EnvironmentStatus;
  /** The file that it was made from, where that is another one. */
  readonly madeFrom?: string;
}

export interface SpecFile {
  /** As text. */
  readonly uri: string;
  /** Absolute. */
  readonly path: string;
  /** As people see it: from the folder of the workspace. */
  readonly shown: string;
}

/** Whether something of it is there. */
export function isMade({ status, madeFrom }: EnvironmentEntry): boolean {
  return madeFrom === undefined && status.state !== 'down' && status.state !== 'foreign';
}

/** Whether something in it runs, so that what it uses changes by itself. */
export function isRunning({ status }: EnvironmentEntry): boolean {
  return status.containers.some(({ state }) => state === 'running' || state === 'created');
}
