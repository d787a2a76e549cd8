import { message } from '../../base/message.ts';
import { EXPORT_NAMES } from '../../model/spec/export-target.ts';
import { isImage } from '../generated/ast.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

export const x02 = defineCheck({
  code: 'X02',
  severity: 'warning',
  title: 'A container without an image for an export',
  explanation:
    'Compose and Kubernetes start containers from images in a registry, not from a directory. `image "docker.io/library/busybox:1.37"` says ' +
    'which one stands for the root file system there; on this host it is not used.',
  on: ['Container'],
  check(container, { exports, report, text }) {
    const [target] = exports;
    if (target === undefined || container.name === undefined || settingOf(container, isImage)) return;
    const statement = 'image "docker.io/library/busybox:latest"';
    report(
      { node: container, property: 'name' },
      {
        message: message('{0} has no image for {1}.', container.name, EXPORT_NAMES[target]),
        fixes: [{ title: message('Add an image'), edits: [addStatement(container, statement, text, 'first')] }],
      },
    );
  },
});
