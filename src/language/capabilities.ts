import { DefaultLanguageServer } from 'langium/lsp';
import type { ClientCapabilities, InitializeParams, InitializeResult } from 'vscode-languageserver-protocol';
import { ACTION_KINDS } from './feature/action/action.ts';

/** Whether a client asks for diagnostics; it is then not told of them. */
export function pullsDiagnostics({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.diagnostic !== undefined;
}

/** Tells a client at the start what the server can do beyond what the library knows of. */
export class CspecLanguageServer extends DefaultLanguageServer {
  protected override buildInitializeResult(params: InitializeParams): InitializeResult {
    const result = super.buildInitializeResult(params);
    const pulled = pullsDiagnostics(params.capabilities) && {
      diagnosticProvider: { identifier: 'cspec', interFileDependencies: false, workspaceDiagnostics: false },
    };
    const codeActionProvider = { codeActionKinds: [...ACTION_KINDS], resolveProvider: true };
    return {
      ...result,
      capabilities: { ...result.capabilities, codeActionProvider, selectionRangeProvider: true, ...pulled },
    };
  }
}
