// The language server on stdin and stdout, with nothing around it.
import { startLanguageServer } from 'langium/lsp';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { environment } from '../../../src/language/environment.ts';
import { createCspecServices } from '../../../src/language/services.ts';

const surroundings = environment({
  onError: (code, error) => {
    throw new Error(`The check ${code} failed`, { cause: error });
  },
});
const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
startLanguageServer(createCspecServices(surroundings, connection).shared);
