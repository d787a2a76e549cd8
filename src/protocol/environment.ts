import type { Message } from '../base/message.ts';
import type { EngineName } from '../model/environment/launch.ts';
import type { ResolvedSpec } from '../model/spec/spec.ts';
import { readEnvironmentName } from './environment-readers.ts';
import { invalid } from './fields.ts';
import { flag, number, object, oneOf, type Reader, text } from './reader.ts';
import { readSpec } from './spec-reader.ts';

/** A spec with where it is from. */
export interface Declared {
  readonly spec: ResolvedSpec;
  /** The file, absolute: relative paths are seen from its directory. */
  readonly file: string;
  readonly engine: EngineName | 'auto';
  /** Containers that have ended are made anew. */
  readonly restart: boolean;
}

export interface RemovalParams {
  readonly environment: string;
  readonly orphans: boolean;
  /** So long a container may take to end by itself, in milliseconds. */
  readonly graceMs: number;
}

export interface LogParams {
  readonly environment: string;
  readonly container: string;
  /** Byte of all that it ever wrote. */
  readonly from: number;
}

export interface ContainerLog {
  /** Raw text. */
  readonly text: string;
  /** Where the text begins, and where to go on. */
  readonly from: number;
  readonly to: number;
}

export interface EnvironmentProgressParams {
  readonly environment: string;
  readonly done: number;
  readonly all: number;
  /** What is done now; absent: somebody else is at work on it, and is waited for. */
  readonly effect?: Message;
}

const file: Reader<string> = (value, place) => {
  const path = text(4096)(value, place);
  if (!path.startsWith('/') || path.includes('\0')) throw invalid(place, 'an absolute path');
  return path;
};

const grace: Reader<number> = (value, place) => {
  const ms = number(value, place);
  if (ms < 0 || ms > 3_600_000) throw invalid(place, 'milliseconds, up to an hour');
  return ms;
};

/** @throws ProtocolError invalid */
export const declaredReader = object<Declared>({
  spec: readSpec,
  file,
  engine: oneOf('auto', 'util-linux', 'oci'),
  restart: flag,
});

export const readDeclaredParams = object<{ readonly declared: Declared }>({ declared: declaredReader });
export const readRaiseParams = object<{ readonly declared: Declared; readonly graceMs: number }>({
  declared: declaredReader,
  graceMs: grace,
});
export const readRemovalParams = object<RemovalParams>({
  environment: readEnvironmentName,
  orphans: flag,
  graceMs: grace,
});
export const readPlanRemovalParams = object<Omit<RemovalParams, 'graceMs'>>({
  environment: readEnvironmentName,
  orphans: flag,
});
export const readEnvironmentParams = object<{ readonly environment: string }>({ environment: readEnvironmentName });
/** A name of the language: also that of a directory. */
export const readContainerName: Reader<string> = (value, place) => {
  const name = text(200)(value, place);
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) throw invalid(place, 'the name of a container');
  return name;
};

export const readLogParams = object<LogParams>({
  environment: readEnvironmentName,
  container: readContainerName,
  from: number,
});
