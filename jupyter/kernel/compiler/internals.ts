import ts from 'typescript';

/**
 * The parts of TypeScript 5.9.3 that its public types leave out and that the cell compiler leans
 * on. The version is pinned in package.json; tests/jupyter/cells-compiler.test.ts fails when one of
 * them is gone.
 */
export interface InternalSourceFile extends ts.SourceFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  version: string;
  imports: readonly ts.StringLiteralLike[];
  moduleAugmentations: readonly ts.Node[];
  ambientModuleNames: readonly string[];
  readonly identifiers: ReadonlyMap<string, string>;
  readonly locals?: ReadonlyMap<string, InternalSymbol>;
  readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  readonly bindDiagnostics: readonly ts.DiagnosticWithLocation[];
  readonly commentDirectives?: readonly { readonly range: ts.TextRange }[];
  readonly checkJsDirective?: { readonly enabled: boolean };
}

export interface InternalSymbol extends ts.Symbol {
  readonly exportSymbol?: ts.Symbol;
}

export interface ResolvedModule {
  readonly resolvedFileName: string;
  readonly extension: string;
  readonly isExternalLibraryImport?: boolean;
}

export interface InternalProgram extends ts.Program {
  getResolvedModule(
    file: ts.SourceFile,
    name: string,
    mode: ts.ResolutionMode,
  ): { readonly resolvedModule?: ResolvedModule } | undefined;
}

export interface InternalChecker extends ts.TypeChecker {
  getDiagnostics(file: ts.SourceFile): readonly ts.Diagnostic[];
}

/** What a completion or a display of a symbol is made of. */
interface InternalServices {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  getModuleInstanceState(node: ts.ModuleDeclaration): number;
  getSpellingSuggestion<T>(
    name: string,
    candidates: Iterable<T>,
    nameOf: (one: T) => string,
  ): T | undefined;
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): {
      readonly displayParts: ts.SymbolDisplayPart[];
      readonly documentation: ts.SymbolDisplayPart[];
      readonly tags?: readonly ts.JSDocTagInfo[];
    };
  };
  readonly Completions: {
    getCompletionsAtPosition(
      host: object,
      program: ts.Program,
      log: (message: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      trigger: unknown,
      kind: ts.CompletionTriggerKind,
      cancellation: object,
      format: unknown,
      includeSymbol: boolean,
    ): ts.CompletionInfo | undefined;
  };
}

export const internals = ts as unknown as InternalServices;
