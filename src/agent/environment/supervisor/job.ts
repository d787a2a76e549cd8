import type { OciConfig } from '../../../model/environment/engine/oci/config.ts';
import type { Launch } from '../../../model/environment/launch.ts';

/** What a supervisor is to do; it reads it from its standard input. */
export interface Job {
  readonly launch: Launch;
  /** Made by an OCI runtime; absent: with tools of util-linux(7). */
  readonly oci?: {
    readonly config: OciConfig;
    /** Its command. */
    readonly runtime: readonly string[];
    /** What it is run by while it makes the container. */
    readonly staging: readonly string[];
  };
  /** So large may the log be before it begins anew, in bytes. */
  readonly logBytes: number;
}

/** How the first process of a container ended. */
export interface Exit {
  /** Exit status 0 to 255. */
  readonly code?: number;
  readonly signal?: string;
}

/** A container whose first process waits. */
export interface Made {
  /** As the host counts. */
  readonly pid: number;
  /** Lets it execute its command. @returns what is wrong with that; undefined when it runs */
  start(): Promise<string | undefined>;
  readonly exit: Promise<Exit>;
}

/** The command of a container cannot be executed. */
export class CommandError extends Error {
  /** As shells have it: 127 for one that is not there, 126 for one that cannot be executed. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** Takes what a container writes. */
export interface Output {
  write(chunk: Buffer): void;
  /** The last of it, at most some KiB. */
  readonly tail: string;
}

/** Makes a container. @throws CommandError; Error with what the tools said */
export type Maker = (job: Job, output: Output) => Promise<Made>;
