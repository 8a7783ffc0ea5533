/**
 * Tasks: what a batch call leaves behind, to be looked up by its ID. Bounded: the oldest is forgotten.
 */
import type { RandomStream } from '../../kernel/random.js';

const TASKS_MAX = 1000;

export class TaskList<Task> {
  readonly #ids: RandomStream;
  readonly #tasks = new Map<string, Task>();

  constructor(ids: RandomStream) {
    this.#ids = ids;
  }

  /** @returns the ID of the task, a UUID */
  add(task: Task): string {
    const taskId = this.#ids.uuid();
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size >= TASKS_MAX) this.#tasks.delete(oldest as string);
    this.#tasks.set(taskId, task);
    return taskId;
  }

  find(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** The ones kept, oldest first, with their IDs. */
  list(): [taskId: string, task: Task][] {
    return [...this.#tasks];
  }
}
