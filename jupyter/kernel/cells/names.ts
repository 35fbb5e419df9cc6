const CALLED = /\(0 ?, ?__scope\.([\p{ID_Continue}$]+)\)/gu;
const NAMED = /\b(?:Object\.)?__scope\./g;

/**
 * A message or a line of a stack with names as the person wrote them: V8 quotes the compiled cell,
 * where `f()` is `(0, __scope.f)()`.
 */
export function withoutScope(text: string): string {
  return text.includes('__scope') ? text.replace(CALLED, '$1').replace(NAMED, '') : text;
}
