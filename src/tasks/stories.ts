import { z } from 'zod';
import type { Random } from '../core/random';
import { parseOptions } from '../core/validation';
import { type SequenceStep, type SequenceTask, sequenceTask } from './sequence';
import { between, flagAt, inOrder } from './sequenceOptions';

const NAME = 'StoriesTask';

const PEOPLE = ['anna', 'ben', 'clara', 'david', 'emil', 'fatima', 'greta', 'hugo'];
const PLACES = ['kitchen', 'garden', 'office', 'cellar', 'attic', 'hall', 'library', 'garage'];
const OBJECTS = ['apple', 'book', 'lamp', 'ball', 'coat', 'drum', 'cup', 'rope'];
/** Two words for each thing that a person does, so that none of them is a sign by itself. */
const VERBS = {
  move: ['enters', 'visits'],
  take: ['takes', 'grabs'],
  drop: ['drops', 'leaves'],
} as const;
const ASKING = ['where', 'is'];
const ENDS = ['.', '?'];
/** Words of a sentence, and of a question. */
const SENTENCE_WORDS = 4;

const sentenceCount = z.number().int().min(2).max(1000);
const listed = (list: readonly string[], min: number) => z.number().int().min(min).max(list.length);
const shape = z.strictObject({
  stepShows: z.enum(['word', 'sentence']).default('word'),
  facts: z.union([z.literal(1), z.literal(2), z.literal('both')]).default(1),
  minSentences: sentenceCount.default(3),
  maxSentences: sentenceCount.default(6),
  questions: z.number().int().min(1).max(16).default(1),
  people: listed(PEOPLE, 1).default(4),
  places: listed(PLACES, 2).default(6),
  objects: listed(OBJECTS, 1).default(4),
});

/**
 * - `stepShows`: 'word', one word a step, or 'sentence', all words of one in a step, which is
 *   easier and four times as short ('word')
 * - `facts`: sentences that the answer takes, 1 (where a person is), 2 (where an object is) or
 *   'both', half of the stories each (1)
 * - `minSentences`, `maxSentences`: before the question, 2 to 1,000 (3, 6)
 * - `questions`: at the end of a story, 1 to 16 (1), each about another one; fewer where there are
 *   fewer to ask about
 * - `people` 1 to 8 (4), `places` 2 to 8 (6), `objects` 1 to 8 (4): how many there are
 */
export type StoriesOptions = z.input<typeof shape>;

/** Something that a person does: goes to a place, takes an object, or drops it. */
interface Deed {
  readonly verb: keyof typeof VERBS;
  readonly person: string;
  /** A place or an object. */
  readonly what: string;
}

/**
 * Questions about small stories, in the manner of bAbI's first two tasks (Weston et al. 2015, arXiv
 * 1502.05698), with words and rules of our own. People enter places, take objects there and drop
 * them; then the story asks where a person is (one supporting fact: the last sentence in which that
 * person moves) or where an object is (two: who touched it last, and where that person was then or
 * went with it). One word a step, sentences of four words without articles; the answer, one of the
 * places, is asked at the question mark. Input: one number for each word, at most 34. Items:
 * sentences before the questions. Steps: 4 (maxSentences + questions), or a quarter of it if a step
 * shows a sentence.
 * @throws ConfigError naming the field
 * @example storiesTask({ facts: 2 }).maxLength === 28
 */
export function storiesTask(options: StoriesOptions = {}): SequenceTask {
  const {
    stepShows,
    facts,
    minSentences,
    maxSentences,
    questions,
    people: peopleCount,
    places: placeCount,
    objects: objectCount,
  } = parseOptions(NAME, shape, options);
  inOrder(NAME, ['minSentences', minSentences], ['maxSentences', maxSentences]);
  const people = PEOPLE.slice(0, peopleCount);
  const places = PLACES.slice(0, placeCount);
  const objects = OBJECTS.slice(0, objectCount);
  const verbs = Object.values(VERBS).flat();
  // in the order of a sentence, so that the words of one step are in order, too
  const words = [...ASKING, ...people, ...verbs, ...places, ...objects, ...ENDS];
  const inWords = stepShows === 'word';
  const sentenceSteps = inWords ? SENTENCE_WORDS : 1;
  const see = (shown: readonly string[]): { readonly input: readonly number[] } => ({
    input: words.map((word) => (shown.includes(word) ? 1 : 0)),
  });
  const stepsOf = (sentence: readonly string[]) =>
    inWords ? sentence.map((word) => see([word])) : [see(sentence)];
  return sequenceTask({
    name: 'stories',
    answers: 'words',
    sentenceEnds: ENDS,
    inputNames: words,
    outputNames: places,
    maxLength: sentenceSteps * (maxSentences + questions),
    draw(random) {
      const world = new World(people, places, objects);
      const count = between(minSentences, maxSentences, random);
      const asksObjects = facts === 2 || (facts === 'both' && random.int(2) === 1);
      const sentences = Array.from({ length: count }, (_, i) => {
        const mustTake = asksObjects && i === count - 1 && world.touched().length === 0;
        const deed = mustTake ? world.drawTake(random) : world.drawDeed(random);
        world.happens(deed);
        return [deed.person, oneOf(VERBS[deed.verb], random), deed.what, '.'];
      });
      const candidates = asksObjects ? world.touched() : world.met();
      const asked = random.choose(Math.min(questions, candidates.length), candidates.length);
      const question = (name: string): SequenceStep[] => {
        const steps: SequenceStep[] = stepsOf([...ASKING, name, '?']);
        const answer = flagAt(places.length, places.indexOf(world.placeOf(name)));
        const last = steps.length - 1;
        steps[last] = { ...steps[last], answer };
        return steps;
      };
      return {
        items: count,
        steps: [...sentences.flatMap(stepsOf), ...asked.flatMap((i) => question(candidates[i]))],
      };
    },
  });
}

/** Who and what is where, as far as the story has told. */
class World {
  /** Where people are. */
  private readonly place = new Map<string, string>();
  /** Who holds an object. */
  private readonly holder = new Map<string, string>();
  /** Where objects lie that were dropped. */
  private readonly dropped = new Map<string, string>();

  constructor(
    private readonly people: readonly string[],
    private readonly places: readonly string[],
    private readonly objects: readonly string[],
  ) {}

  /** People who have been told to be somewhere. */
  met(): string[] {
    return [...this.place.keys()];
  }

  /** Objects that somebody has taken, be they dropped again or not. */
  touched(): string[] {
    return [...this.holder.keys(), ...this.dropped.keys()];
  }

  /** Where a person or a touched object is. */
  placeOf(name: string): string {
    const person = this.holder.get(name) ?? name;
    const place = this.dropped.get(name) ?? this.place.get(person);
    if (place === undefined) throw new Error(`the story has not told where ${name} is`);
    return place;
  }

  /** In a third of the cases something with an object, where that can be; else a move. */
  drawDeed(random: Random): Deed {
    const others = [...this.takes(), ...this.drops()];
    return others.length > 0 && random.int(3) === 0 ? oneOf(others, random) : this.drawMove(random);
  }

  /** @throws RangeError if nobody has been told to be anywhere */
  drawTake(random: Random): Deed {
    return oneOf(this.takes(), random);
  }

  /** Takes what was done into account. */
  happens({ verb, person, what }: Deed): void {
    if (verb === 'move') this.place.set(person, what);
    if (verb === 'take') {
      this.holder.set(what, person);
      this.dropped.delete(what);
    }
    if (verb === 'drop') {
      this.holder.delete(what);
      this.dropped.set(what, this.placeOf(person));
    }
  }

  /** Somebody goes to another place. */
  private drawMove(random: Random): Deed {
    const person = oneOf(this.people, random);
    const elsewhere = this.places.filter((place) => place !== this.place.get(person));
    return { verb: 'move', person, what: oneOf(elsewhere, random) };
  }

  /** Who could take what: objects that were not told of may be found anywhere. */
  private takes(): Deed[] {
    const free = this.objects.filter((object) => !this.holder.has(object));
    return free.flatMap((what) =>
      this.met()
        .filter(
          (person) => (this.dropped.get(what) ?? this.placeOf(person)) === this.placeOf(person),
        )
        .map((person) => ({ verb: 'take', person, what }) as const),
    );
  }

  private drops(): Deed[] {
    return Array.from(this.holder, ([what, person]) => ({ verb: 'drop', person, what }) as const);
  }
}

const oneOf = <T>(list: readonly T[], random: Random): T => list[random.int(list.length)];
