import { formatMessage, type Message } from '../base/message.ts';
import type { ExportTarget } from '../model/spec/export-target.ts';
import { factsBeside, type HostFacts } from '../model/spec/host-facts.ts';
import type { Files } from './check/files.ts';
import { environmentName } from './hidden-ends.ts';
import type { SpecIndex } from './spec-index.ts';

/** What surrounds the server: pushed in by its client, never asked for by running something. */
export interface Environment {
  /** A sentence in the language of the person. */
  render: (message: Message) => string;
  facts: HostFacts | undefined;
  /** Folders of the workspace, absolute paths. */
  folders: readonly string[];
  /** What people will export to. */
  exports: readonly ExportTarget[];
  /** Commands that the client has, for code lenses. */
  commands: readonly string[];
  readonly files: Files | undefined;
  /** A check failed on a file that it should have understood. */
  readonly onError: (code: string, error: unknown) => void;
}

/** Sentences in English, and nothing known of the host. */
export function environment(given: Pick<Environment, 'onError'> & Partial<Environment>): Environment {
  return {
    render: (message) => formatMessage(message),
    facts: undefined,
    files: undefined,
    folders: [],
    exports: [],
    commands: [],
    ...given,
  };
}

/** The surroundings of one file: what its own environment has put on the host is not in its way. */
export function surroundingsOf(index: SpecIndex, known: Environment): Environment {
  return { ...known, facts: known.facts && factsBeside(known.facts, environmentName(index)) };
}
