import type { EngineName, Launch } from '../../model/environment/launch.ts';

/** What makes containers. */
export interface Engine {
  readonly name: EngineName;
  /** Makes its namespaces with a process 1 that waits. @throws ProtocolError; then nothing is left of it */
  create(launch: Launch, signal: AbortSignal): Promise<{ readonly pid: number; readonly startTime: number }>;
  /** Lets process 1 execute the command. @throws ProtocolError when it has ended meanwhile */
  start(directory: string): Promise<void>;
  /**
   * Ends everything of a container: TERM, after `graceMs` KILL. Tolerates whatever is there: half made, its supervisor or
   * its process 1 gone.
   * @throws ProtocolError when something does not end
   */
  stop(place: Pick<Launch, 'directory' | 'groups'>, graceMs: number): Promise<void>;
}
