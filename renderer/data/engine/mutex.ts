/** Runs tasks one after another, in the order in which they were given. */
export type Mutex = <T>(task: () => Promise<T>) => Promise<T>;

/** Makes a queue of one. A failed task does not stop the ones behind it. */
export function createMutex(): Mutex {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = tail.then(task, task);
    tail = run.catch(() => undefined);
    return run;
  };
}
