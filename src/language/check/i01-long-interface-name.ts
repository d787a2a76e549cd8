import { message } from '../../base/message.ts';
import { MAX_INTERFACE_NAME, shortInterfaceName } from '../../model/spec/derived-name.ts';
import { isPeer } from '../generated/ast.ts';
import { defineCheck } from './check.ts';
import { rename } from './renaming.ts';
import { replace } from './spans.ts';

export const i01 = defineCheck({
  code: 'I01',
  severity: 'error',
  title: 'Name of an interface longer than 15 bytes',
  explanation:
    'The kernel keeps the name of an interface in 16 bytes, the last of which is zero; a longer one is refused (“not a valid ' +
    'ifname”). It may hold neither `/` nor `:` nor blanks, which a name of this language cannot hold either. This holds for bridges ' +
    'and for `peer` too: they are interfaces. The repair cuts the name, and adds a hash so that two long names stay apart.',
  on: ['Bridge', 'Interface', 'Peer'],
  check(node, { index, report }) {
    const name = isPeer(node) ? node.value : node.name;
    if (name === undefined || name.length <= MAX_INTERFACE_NAME) return;
    const short = shortInterfaceName(name);
    const at = { node, property: isPeer(node) ? 'value' : 'name' };
    report(at, {
      message: message(
        'An interface can have a name of {0} bytes; {1} has {2}.',
        MAX_INTERFACE_NAME,
        name,
        name.length,
      ),
      fixes: [
        {
          title: message('Rename to {0}', short),
          edits: isPeer(node) ? [replace(at, short)] : rename(node, short, index),
          preferred: true,
        },
      ],
    });
  },
});
