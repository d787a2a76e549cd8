import { type Message, message } from '../../base/message.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import { containerWords, driftSides, networkWords, stateWords } from '../../model/environment/status-words.ts';
import { aligned, detailLines, heading, type Writer } from '../document-lines.ts';
import type { EnvironmentEntry } from './entry.ts';

/** How an environment is, for a person who reads. */
export function statusDocument(writer: Writer, { name, file, errors, status }: EnvironmentEntry): string[] {
  const path = file?.path ?? status.file;
  return [
    ...detailLines(writer, [
      [message('Environment'), name],
      [message('State'), stateWords(status)],
      ...(path === undefined ? [] : [[message('File'), path] as const]),
      ...(errors > 0 ? [[message('Errors in the file'), String(errors)] as const] : []),
      ...(status.engine === undefined ? [] : [[message('Engine'), status.engine] as const]),
    ]),
    ...section(writer, message('Containers'), containerRows(writer, status)),
    ...section(writer, message('Network namespaces'), networkRows(writer, status)),
    ...section(writer, message('Not as declared'), driftRows(writer, status)),
    ...section(
      writer,
      message('What stands in the way'),
      status.foreign.map(({ what, owner }) => [writer.show(what), writer.say(message('belongs to {0}', owner))]),
    ),
  ];
}

function section(writer: Writer, title: Message, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [...heading(writer.say(title)), ...aligned(rows)];
}

function containerRows(writer: Writer, { containers }: EnvironmentStatus): string[][] {
  return containers.map((view) => [writer.show(view.name), containerWords(view).map(writer.say).join(' · ')]);
}

function networkRows(writer: Writer, { networks }: EnvironmentStatus): string[][] {
  return networks.map((view) => [
    writer.show(view.name),
    writer.say(networkWords(view)),
    view.inode === undefined ? '' : `net:[${view.inode}]`,
  ]);
}

function driftRows(writer: Writer, { drifts }: EnvironmentStatus): string[][] {
  return drifts.map((drift) => [
    writer.show(drift.id),
    writer.show(drift.field),
    ...driftSides(drift).map((side) => writer.say(side)),
  ]);
}
