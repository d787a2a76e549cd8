import { type Message, message } from '../../base/message.ts';
import { isPeer } from '../generated/ast.ts';
import { defineCheck } from './check.ts';

/** Why no interface can be made with a name; undefined: nothing is against it. */
export function reservedInterfaceName(name: string): Message | undefined {
  if (name === 'lo') return message('Every network namespace has an interface lo already.');
  if (name === 'all' || name === 'default') {
    return message('{0} means every interface in the sysctl files: no interface can have this name.', name);
  }
  return undefined;
}

export const i02 = defineCheck({
  code: 'I02',
  severity: 'error',
  title: 'Name that no new interface can have',
  explanation:
    'Every network namespace has its `lo`; another cannot be made (“File exists”). For each interface the kernel makes a directory ' +
    'in `/proc/sys/net/ipv4/conf`, where `all` and `default` stand already; `.` and `..` are directories everywhere. A bridge is an ' +
    'interface too, and so is what `peer` names. Choose another name.',
  on: ['Bridge', 'Interface', 'Peer'],
  check(node, { report }) {
    const fault = reservedInterfaceName(isPeer(node) ? node.value : node.name);
    if (fault) report({ node, property: isPeer(node) ? 'value' : 'name' }, { message: fault });
  },
});
