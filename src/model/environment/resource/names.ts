import { message } from '../../../base/message.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import { markOf } from '../host.ts';
import type { Resource } from '../resource.ts';

/** Where `ip netns exec` finds the resolver of a network namespace (ip-netns(8)). */
export function resolverFile(name: string): string {
  return `/etc/netns/${name}/resolv.conf`;
}

/** Not what somebody else has put there since. */
const REMOVE_OWN = '! grep -qsxF -- "$1" "$2" || rm -f -- "$2"';

/** Name servers of network namespaces; a container of its own mounts gets the file over its /etc/resolv.conf. */
export function resolverResources(spec: ResolvedSpec): readonly Resource[] {
  return spec.networks
    .filter(({ dns, kind }) => dns.length > 0 && kind !== 'host')
    .map(({ name, dns }): Resource => {
      const file = resolverFile(name);
      const directory = file.slice(0, file.lastIndexOf('/'));
      const mark = `# ${markOf(spec.environment)}`;
      const text = [mark, ...dns.map((each) => `nameserver ${each}`)].join('\n');
      return {
        id: `dns:${name}`,
        of: name,
        effect: message('Tell {0} its name servers: {1}', name, dns.join(', ')),
        call: 'write',
        make: [
          { kind: 'directory', verb: 'make', path: directory },
          { kind: 'file', path: file, text },
        ],
        remove: [
          { kind: 'command', argv: ['sh', '-c', REMOVE_OWN, 'isolens', mark, file] },
          { kind: 'directory', verb: 'remove', path: directory },
        ],
        mark,
        needs: [],
        within: [],
        declared: { text },
        look: { files: [file] },
        observe: ({ files }) => {
          const found = files.get(file);
          if (found === undefined) return { state: 'absent' };
          if (!found.startsWith(mark)) {
            return { state: 'foreign', owner: message('somebody else') };
          }
          return { state: 'there', real: { text: found } };
        },
      };
    });
}
