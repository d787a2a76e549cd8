import { message } from '../../base/message.ts';
import { interfaceFile, LIMIT_FILES } from '../../model/cgroup/interface-file.ts';
import { v1File } from '../../model/cgroup/v1-file.ts';
import { defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

export const g01 = defineCheck({
  code: 'G01',
  severity: 'error',
  title: 'No such cgroup file',
  explanation:
    'The left side of a setting is the name of a file in a cgroup v2 directory, such as `memory.max`. No kernel has a file of ' +
    'this name. All that can be set are listed in [the files of cgroups](knobs.md).',
  on: ['Knob'],
  check(node, { report }) {
    const { key } = node;
    if (key === undefined || interfaceFile(key) || v1File(key)) return;
    const near = nearest(
      key,
      LIMIT_FILES.map(({ file }) => file),
    );
    const at = { node, property: 'key' };
    report(at, {
      message:
        near === undefined
          ? message('There is no cgroup file {0}.', key)
          : message('There is no cgroup file {0}. Did you mean {1}?', key, near),
      fixes:
        near === undefined ? [] : [{ title: message('Use {0}', near), edits: [replace(at, near)], preferred: true }],
    });
  },
});
