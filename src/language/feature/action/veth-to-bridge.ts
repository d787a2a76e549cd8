import { AstUtils, CstUtils, type References } from 'langium';
import { message } from '../../../base/message.ts';
import { replace } from '../../check/spans.ts';
import { isMtu, isSpec, isVeth, type Veth } from '../../generated/ast.ts';
import { bridgeNameFault } from '../new-name.ts';
import type { Action, Asked } from './action.ts';

/** A third end fits on no veth pair: a bridge of the same name takes its place. */
export function vethToBridge({ document, selected }: Asked, references: References): readonly Action[] {
  const veth = vethAt(document.parseResult.value.$cstNode, selected.offset, references);
  // A delay (`netem`) is of a cable; and a bridge is an interface, so that its name may be taken or too long.
  if (!veth?.name || !veth.body.every(isMtu) || bridgeNameFault(veth)) return [];
  const title = message('Turn veth {0} into a bridge', veth.name);
  const edits = [replace({ node: veth, keyword: 'veth' }, 'bridge')];
  return [{ kind: 'refactor.rewrite', title, change: { edits } }];
}

/** The pair whose first line the cursor is on, or whose name. */
function vethAt(
  root: Asked['document']['parseResult']['value']['$cstNode'],
  offset: number,
  references: References,
): Veth | undefined {
  const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, offset);
  if (!leaf) return undefined;
  const meant = references.findDeclarations(leaf)[0] ?? AstUtils.getContainerOfType(leaf.astNode, isVeth);
  return isVeth(meant) && isSpec(meant.$container) ? meant : undefined;
}
