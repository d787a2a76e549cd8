import { shellLine } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';
import { ociConfig } from './bundle.ts';
import { ociConfigText } from './config.ts';
import { stageLinesBefore } from './staging.ts';

/** What is done to make a container with an OCI runtime, for a person to read. Devices are told of by their paths only. */
export function ociShownLines(launch: Launch): readonly string[] {
  const bundle = `${launch.directory}/bundle`;
  const devices = launch.container.devices.map(({ path }) => `# device ${path}`);
  return [
    ...stageLinesBefore(launch),
    shellLine(['mkdir', bundle]),
    `# ${bundle}/config.json:`,
    ...ociConfigText(ociConfig(launch, { devices: [], forgetsFlags: false }), 2).split('\n'),
    ...devices,
    shellLine(['runc', 'create', '--bundle', bundle, 'container']),
  ];
}

/** What its first process is told to do. */
export function ociShownStart(): readonly string[] {
  return ['runc start container'];
}
