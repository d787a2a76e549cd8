import { existsSync } from 'node:fs';
import os from 'node:os';
import { textFile } from '../host/text-file.ts';

/** Kinds of links that a spec may ask for, with their modules. */
const MODULES: Readonly<Record<string, string>> = {
  veth: 'veth',
  bridge: 'bridge',
  dummy: 'dummy',
  vlan: '8021q',
  vxlan: 'vxlan',
  macvlan: 'macvlan',
  ipvlan: 'ipvlan',
};

/** Names of modules in a list of module files: `kernel/drivers/net/veth.ko.xz: …`. */
export function parseModules(text: string): readonly string[] {
  return [...text.matchAll(/^(?:\S*\/)?([^/\s]+?)\.ko(?:\.\w+)?(?::|$)/gm)].map((match) => match[1] ?? '');
}

/** What is built into this kernel, loaded, or can be; undefined where its modules are not listed. */
export function readLinkKinds(release = os.release()): readonly string[] | undefined {
  const dir = `/lib/modules/${release}`;
  const builtin = textFile(`${dir}/modules.builtin`);
  if (builtin === undefined) return undefined;
  const known = new Set(parseModules(`${builtin}\n${textFile(`${dir}/modules.dep`) ?? ''}`));
  return Object.keys(MODULES).filter((kind) => {
    const module = MODULES[kind] ?? kind;
    return known.has(module) || existsSync(`/sys/module/${module}`);
  });
}
