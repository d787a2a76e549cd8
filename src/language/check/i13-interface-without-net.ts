import { message } from '../../base/message.ts';
import {
  type Container,
  type ContainerStmt,
  isInterface,
  isJoin,
  isNamespaces,
  isNat,
  isProfile,
  isRoute,
  isUse,
  type Namespaces,
} from '../generated/ast.ts';
import { settingOf, statementsOf } from '../spec-index.ts';
import { defineCheck, type Fix, type Place } from './check.ts';
import { addStatement, spanOf } from './spans.ts';

/** What would be done to the network of the host. */
function changesNetwork(statement: ContainerStmt): boolean {
  return isInterface(statement) || isRoute(statement) || isNat(statement);
}

function ownsNet(statements: readonly ContainerStmt[], namespaces: Namespaces | undefined): boolean {
  // `network` is meant as `net`: C01 says that it is not known.
  if (namespaces?.kinds.some((kind) => /^net/i.test(kind))) return true;
  return statements.some((each) => isJoin(each) && (each.kind === undefined || /^net/i.test(each.kind)));
}

/** The own statement, else the `use` that brings it. */
function placeOfFinding(container: Container, statement: ContainerStmt): Place {
  if (statement.$container === container) {
    return isInterface(statement) ? { node: statement, property: 'name' } : { node: statement };
  }
  const use = container.body.filter(isUse).find(({ profile }) => {
    const target = profile?.ref;
    return target && statementsOf(target).includes(statement);
  });
  return use ? { node: use, property: 'profile' } : { node: container, property: 'name' };
}

function addNet(container: Container, namespaces: Namespaces | undefined, text: string): Fix {
  const title =
    namespaces && isProfile(namespaces.$container)
      ? message('Add net to the namespaces of the profile {0}', namespaces.$container.name)
      : message('Add net to its namespaces');
  if (!namespaces)
    return { title, edits: [addStatement(container, 'namespaces [net]', text, 'first')], preferred: true };
  const { kinds } = namespaces;
  const { end } = spanOf(
    kinds.length === 0
      ? { node: namespaces, keyword: '[' }
      : { node: namespaces, property: 'kinds', index: kinds.length - 1 },
  );
  const edit = { offset: end, end, text: kinds.length === 0 ? 'net' : ', net' };
  return { title, edits: [edit], preferred: true };
}

export const i13 = defineCheck({
  code: 'I13',
  severity: 'error',
  title: 'Interfaces in a container without a network of its own',
  explanation:
    'A container without the namespace `net` shares the network of the host: what its `interface`, `route` and `nat` do would be ' +
    'done to the host. Give it a network namespace of its own with `net`, let it `join net of` another, or say it in the block `host`.',
  on: ['Container'],
  check(container, { report, text }) {
    const statements = statementsOf(container);
    const first = statements.find(changesNetwork);
    if (!first) return;
    const namespaces = settingOf(container, isNamespaces);
    if (ownsNet(statements, namespaces)) return;
    const own = statements.find((each) => each.$container === container && changesNetwork(each)) ?? first;
    report(placeOfFinding(container, own), {
      message: message('{0} has no network of its own: this would change that of the host.', container.name ?? '?'),
      fixes: [addNet(container, namespaces, text)],
    });
  },
});
