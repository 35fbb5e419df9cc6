// Answers the questions of `storiesTask` from its words alone, reading the story from its end: a
// plain program that shares no code with the generator, which keeps a world and goes forward.

const MOVES = ['enters', 'visits'];
const DROPS = ['drops', 'leaves'];

/** The sentences of a story without their full stops, the question last: `where is WHO`. */
export function sentencesOf(words: readonly string[]): string[][] {
  const text = words.join(' ').replace(/ \?$/, '');
  return text.split(' . ').map((sentence) => sentence.split(' '));
}

/** Where the last of these sentences says that a person went. */
function lastMove(sentences: readonly string[][], person: string): string | undefined {
  const moves = sentences.filter(([who, verb]) => who === person && MOVES.includes(verb));
  return moves.at(-1)?.[2];
}

/**
 * The place that is asked for.
 * @param words of a story and its question, up to the question mark
 */
export function answerOf(words: readonly string[]): string | undefined {
  const sentences = sentencesOf(words);
  const asked = sentences.pop()?.[2] ?? '';
  const touches = sentences.filter(([, , what]) => what === asked);
  const last = touches.at(-1);
  if (last === undefined) return lastMove(sentences, asked);
  const [who, verb] = last;
  const until = DROPS.includes(verb) ? sentences.lastIndexOf(last) : sentences.length;
  return lastMove(sentences.slice(0, until), who);
}
