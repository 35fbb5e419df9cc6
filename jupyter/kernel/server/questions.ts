/** On the server thread: questions to the user through the input box of the front end. */
import type { MessagePort } from 'node:worker_threads';
import { type Request, fieldText } from './message';
import { SharedField } from './shared';
import type { Sockets } from './sockets';
import type { BlockingAnswer, Question } from './wire';

export interface QuestionOptions {
  readonly sockets: Sockets;
  readonly shared: Int32Array;
  /** Takes answers of blocking questions to the main thread. */
  readonly answers: MessagePort;
  /** Takes other answers there. */
  answer(id: number, value: string): void;
}

export class Questions {
  /** Questions in their order, with the message that asked each. */
  private readonly open: { question: Question; message: string }[] = [];

  constructor(private readonly options: QuestionOptions) {}

  /** Asks whoever sent `request`. */
  ask(request: Request, question: Question): void {
    const message = this.options.sockets.askForInput(request, question.prompt, false);
    this.open.push({ question, message });
  }

  reply(reply: Request): void {
    const answers = reply.parent.msg_id; // not all front ends say what they answer
    const known = this.open.findIndex(({ message }) => message === answers);
    if (answers !== undefined && known < 0) return; // of a cell that has ended
    const [found] = this.open.splice(Math.max(0, known), 1);
    if (!found) return;
    const { question } = found;
    const value = fieldText(reply.content.value);
    if (question.blocking) this.release({ id: question.id, value });
    else this.options.answer(question.id, value);
  }

  /** Ends the wait of a blocking question; false if there is none. */
  interrupt(): boolean {
    const at = this.open.findIndex(({ question }) => question.blocking);
    if (at < 0) return false;
    const [{ question }] = this.open.splice(at, 1);
    this.release({ id: question.id, value: undefined });
    return true;
  }

  /** The cell has ended: answers that still come are not for the next one. */
  forget(): void {
    this.open.length = 0;
  }

  private release(answer: BlockingAnswer): void {
    const { answers, shared } = this.options;
    answers.postMessage(answer);
    Atomics.store(shared, SharedField.REPLIED, 1);
    Atomics.notify(shared, SharedField.REPLIED);
  }
}
