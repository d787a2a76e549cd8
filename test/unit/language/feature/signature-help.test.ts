import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestLanguage } from '../../../support/language.ts';

/** A text with the cursor at `|`, and the value that is told to be written; undefined: nothing is told. */
const CASES: readonly (readonly [text: string, active: string | undefined])[] = [
  ['container x { map |', 'KIND'],
  ['container x { map ids |', 'FIRST_INSIDE'],
  ['container x { map ids 0 to host |', 'FIRST_OUTSIDE'],
  ['container x { map ids 0 to host 100000 count | }', 'COUNT'],
  ['netns n { route | }', 'NETWORK'],
  ['netns n { route 10.0.0.0/8 via | }', 'ADDRESS'],
  ['netns n { route 10.0.0.0/8 via 10.1.0.1 dev | }', 'INTERFACE'],
  ['host { nat from | }', 'NETWORK'],
  ['host { publish 80 to | }', 'PLACE'],
  ['host { publish 80 to web port | }', 'TARGET'],
  ['container x { rlimit nofile | }', 'SOFT'],
  ['container x { mount bind ./a at | }', 'TARGET'],
  ['container x { mount tmpfs at /tmp [| }', 'OPTIONS'],
  ['container x { device /dev/null | }', 'ACCESS'],
  ['expect |', 'NAME'],
  ['netns a netns b expect a reaches |', 'PLACE'],
  ['netns a netns b expect a not reaches b port |', 'PORT'],
  ['netns a expect a listens |', 'PORT'],
  ['container x { } expect x processes |', 'COUNT'],
  ['container x { } expect x exits |', 'STATUS'],
  ['container x { } expect x oom_killed within |', 'TIME'],
  ['cgroup g { cpu.max = | }', 'QUOTA'],
  ['cgroup g { cpu.max = 50000 | }', 'PERIOD'],
  ['cgroup g { io.max = | }', 'DEVICE'],
  ['cgroup g { io.max = /dev/sda rbps=| }', 'rbps=… wbps=… riops=… wiops=…'],
  ['cgroup g { memory.max = | }', 'BYTES|max'],
  ['cgroup g { memory.| }', undefined],
  ['netns n { | }', undefined],
  ['# map | }', undefined],
];

describe('signature help', () => {
  const { cspec } = new TestLanguage();
  for (const [marked, wanted] of CASES) {
    it(JSON.stringify(marked), async () => {
      const textDocument = TextDocument.create('memory:/a.cspec', 'cspec', 0, marked.replace('|', ''));
      const position = textDocument.positionAt(marked.indexOf('|'));
      const help = await cspec.lsp.SignatureHelp?.provideSignatureHelp({ textDocument } as never, {
        textDocument,
        position,
      });
      const signature = help?.signatures[help.activeSignature ?? 0];
      const label = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
      assert.equal(Array.isArray(label) ? signature?.label.slice(...label) : label, wanted);
    });
  }
});
