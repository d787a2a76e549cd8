import { type AstNode, type CstNode, GrammarUtils } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import { AbstractInlayHintProvider, type InlayHintAcceptor } from 'langium/lsp';
import { type Message, message } from '../../base/message.ts';
import { formatDuration } from '../../model/cgroup/duration.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { expandSetting } from '../../model/cgroup/setting.ts';
import { formatAddress } from '../../model/spec/address.ts';
import { DEFAULT_CAPABILITIES } from '../../model/spec/capability.ts';
import { USUAL_PATIENCE } from '../../model/spec/expectation.ts';
import { usualTarget } from '../../model/spec/mount-kind.ts';
import type { Environment } from '../environment.ts';
import {
  type Container,
  type Expect,
  type Interface,
  isCapabilities,
  isContainer,
  isExpect,
  isInterface,
  isKnob,
  isMount,
  isNoNewPrivs,
  isPublish,
  type Knob,
  type Mount,
  type Publish,
} from '../generated/ast.ts';
import { hiddenEnds } from '../hidden-ends.ts';
import { valueText, wordsOf } from '../knobs.ts';
import { SpecIndex, settingOf } from '../spec-index.ts';
import { Wiring } from '../wiring.ts';

interface Hint {
  readonly behind: CstNode | undefined;
  readonly label: string;
  readonly tooltip: Message;
}

/** Shows in the text what is not written: values as the kernel gets them, names that are derived, defaults. */
export class CspecInlayHintProvider extends AbstractInlayHintProvider {
  readonly #environment: Environment;

  constructor(_services: LangiumServices, environment: Environment) {
    super();
    this.#environment = environment;
  }

  override computeInlayHint(node: AstNode, accept: InlayHintAcceptor): void {
    for (const { behind, label, tooltip } of hintsOf(node)) {
      if (!behind) continue;
      accept({
        position: behind.range.end,
        label,
        tooltip: this.#environment.render(tooltip),
        paddingLeft: true,
      });
    }
  }
}

function hintsOf(node: AstNode): Hint[] {
  if (isKnob(node)) return expanded(node);
  if (isInterface(node)) return derivedName(node);
  if (isContainer(node)) return defaults(node);
  if (isMount(node)) return target(node);
  if (isExpect(node)) return patience(node);
  return isPublish(node) ? address(node) : [];
}

/** `10M = 10485760`, `50% = 50000 100000`. */
function expanded(knob: Knob): Hint[] {
  const file = knob.key === undefined ? undefined : interfaceFile(knob.key);
  const written = file && knob.values?.length ? expandSetting(file, wordsOf(knob)) : undefined;
  if (!written?.ok || written.value === valueText(knob)) return [];
  return [
    { behind: knob.$cstNode, label: `= ${written.value}`, tooltip: message('What is written into {0}.', knob.key) },
  ];
}

/** The port of the bridge that an interface has. */
function derivedName(node: Interface): Hint[] {
  const end = hiddenEnds(SpecIndex.of(node)).find(({ owner, peer }) => owner === node && !peer);
  if (!end) return [];
  const behind = GrammarUtils.findNodeForProperty(node.$cstNode, 'wire');
  return [
    {
      behind,
      label: `peer ${end.name}`,
      tooltip: message('The other end, a port of the bridge. “peer” gives it another name.'),
    },
  ];
}

function defaults(node: Container): Hint[] {
  const parts = [
    settingOf(node, isCapabilities) ? [] : [`capabilities default (${DEFAULT_CAPABILITIES.length})`],
    settingOf(node, isNoNewPrivs) ? [] : ['no_new_privs on'],
  ].flat();
  const behind = GrammarUtils.findNodeForKeyword(node.$cstNode, '{');
  return parts.length === 0
    ? []
    : [{ behind, label: parts.join(', '), tooltip: message('What holds because nothing else is said.') }];
}

/** Where something is mounted that does not say it. */
function target({ $cstNode, kind, target: said }: Mount): Hint[] {
  const usual = said === undefined && kind !== undefined ? usualTarget(kind) : undefined;
  const behind = GrammarUtils.findNodeForProperty($cstNode, 'kind');
  return usual === undefined
    ? []
    : [{ behind, label: `at ${usual}`, tooltip: message('Where it is mounted usually.') }];
}

/** How long is waited for what is expected. */
function patience({ $cstNode, fact, negated, within }: Expect): Hint[] {
  if (!fact || negated || within !== undefined) return [];
  const tooltip = message('So long it may take until it is so. “within” tells another time.');
  return [{ behind: $cstNode, label: `within ${formatDuration(USUAL_PATIENCE)}`, tooltip }];
}

/** Where a published port leads to. */
function address({ target, $cstNode }: Publish): Hint[] {
  const place = target?.ref;
  if (!place || !$cstNode) return [];
  const { attachments } = Wiring.of(SpecIndex.of(place)).stackOf(place);
  const ip = attachments.flatMap(({ addresses }) => addresses).find(({ ip: each }) => each?.family === 4)?.ip;
  if (!ip) return [];
  const behind = GrammarUtils.findNodeForProperty($cstNode, 'target');
  return [{ behind, label: formatAddress({ ...ip, prefix: undefined }), tooltip: message('Its first address.') }];
}
