/**
 * Who listens to one end of a connection in memory: as an EventEmitter, in a fraction of its memory.
 *
 * An end has a handful of listeners, and there are as many ends as endpoints; so they are one flat list: event, listener, event,
 * listener. A change makes a new list, of exactly the size that it needs, so that whoever is being called may come and go meanwhile.
 */

/** What an event brings, if anything, is one thing, and between those who emit it and those who listen. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Listener = ((detail?: any) => void) & { listener?: Listener };

const NOBODY: readonly (string | Listener)[] = [];

export class Listeners {
  #list = NOBODY;

  on(event: string, listener: Listener): this {
    this.#list = this.#list.concat(event, listener);
    return this;
  }

  once(event: string, listener: Listener): this {
    const wrapper: Listener = (detail) => {
      this.off(event, wrapper);
      listener.call(this, detail);
    };
    wrapper.listener = listener;
    return this.on(event, wrapper);
  }

  off(event: string, listener: Listener): this {
    const list = this.#list;
    for (let at = list.length - 2; at >= 0; at -= 2) {
      const each = list[at + 1] as Listener;
      if (list[at] !== event || (each !== listener && each.listener !== listener)) continue;
      this.#list = list.slice(0, at).concat(list.slice(at + 2));
      break;
    }
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }

  listeners(event: string): Listener[] {
    return this.#list.filter((_, place, list) => place % 2 === 1 && list[place - 1] === event) as Listener[];
  }

  removeAllListeners(event: string): this {
    // The copy is as large as it needs to be; what `filter` makes has room for more.
    this.#list = this.#list.filter((_, place, list) => list[place - (place % 2)] !== event).slice();
    return this;
  }

  /** There is no bound to be warned of. */
  setMaxListeners(): this {
    return this;
  }

  /** An error that nobody listens to is thrown. @returns whether anybody listened */
  emit(event: string, detail?: unknown): boolean {
    const list = this.#list;
    let isHeard = false;
    for (let at = 0; at < list.length; at += 2) {
      if (list[at] !== event) continue;
      isHeard = true;
      (list[at + 1] as Listener).call(this, detail);
    }
    if (!isHeard && event === 'error') throw detail;
    return isHeard;
  }
}
