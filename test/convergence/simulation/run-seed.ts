import type { JsonObject } from '#shared/kernel/json.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { chooseAct, invalidDrafts } from './actions.ts';
import { Laptop, type DiskCopy, type ReplicaLoss } from './laptop.ts';
import { Ledger } from './ledger.ts';
import { Network, type Wire } from './network.ts';
import { judge, type Verdict } from './oracle.ts';
import { createRng, type Rng } from './rng.ts';
import type { Credentials, ServerBackup, ServerMutation, SimOffice, World } from './world.ts';

/** Faults built in on purpose, to prove that the oracle sees them. */
export type Mutation =
  | ServerMutation
  /** A laptop takes an operation off its queue without having sent it. */
  | 'engine_drops_operation'
  /** A replica leaves out a row of a page. */
  | 'replica_drops_row'
  /** The network repeats pushes under other ids. */
  | 'operation_doubled'
  /** The server turns one laptop away for ever. */
  | 'queue_stalls';

/** What a seed is run with. */
export interface SeedOptions {
  readonly mutation?: Mutation;
  /** Steps with faults; by the seed where it is left out. */
  readonly steps?: number;
  /** Called with each line of the trace. */
  readonly trace?: (line: string) => void;
}

/** What became of a seed. */
export interface SeedResult extends Verdict {
  readonly seed: number;
  readonly operations: number;
  readonly laptops: number;
  readonly requests: number;
  /** How often each kind of event came about. */
  readonly events: Readonly<Record<string, number>>;
}

/** Rounds of the exchange after the faults have stopped; what is not quiet by then is stuck. */
const QUIET_ROUNDS = 40;

/** What goes on in every seed; the rest is tilted by the seed. */
const EVERYDAY = new Set(['act', 'deliver', 'answer', 'ring', 'start']);

/** Lets every program run until it waits for the network, a timer or for ever. */
async function drain(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** One run: its laptops, its server, its faults. A scenario drives it by hand, a seed by chance. */
export class Run {
  readonly rng: Rng;
  readonly ledger = new Ledger();
  readonly network = new Network();
  readonly laptops: Laptop[] = [];
  readonly credentials = new Map<string, Credentials>();
  readonly copies = new Map<string, DiskCopy>();
  readonly forms = new Map<string, JsonObject>();
  readonly events: Record<string, number> = {};
  readonly failures: string[] = [];
  readonly clones: { readonly original: Laptop; readonly clone: Laptop; readonly from: number }[] = [];
  /** Laptops whose machine is to die in the next steps: their disk may be dead already. */
  readonly doomed = new Map<Laptop, number>();
  offices: SimOffice[] = [];
  backup: ServerBackup | null = null;
  serverRestored = false;
  requests = 0;
  step = 0;
  #values = 0;
  readonly #tilts = new Map<string, number>();

  constructor(
    readonly world: World,
    seed: number,
    readonly options: SeedOptions,
  ) {
    this.rng = createRng(seed);
  }

  /** How much more or less often than usual a fault comes about in this seed: seeds that are alike find alike things. */
  tilt(event: string): number {
    const known = this.#tilts.get(event);
    if (known !== undefined) return known;
    const tilt = this.rng.pick([0, 0.5, 1, 1, 2, 5]);
    this.#tilts.set(event, tilt);
    return tilt;
  }

  readonly fresh = (prefix: string) => `${prefix}~${++this.#values}`;

  note(event: string, detail = ''): void {
    this.events[event] = (this.events[event] ?? 0) + 1;
    this.options.trace?.(`${this.step} ${event} ${detail}`);
  }

  async setUp(count = this.rng.between(3, 8), offices = this.rng.chance(0.4) ? 2 : 1): Promise<void> {
    const { rng, world } = this;
    for (let i = 0; i < offices; i += 1) this.offices.push(await world.office(rng));
    for (let i = 0; i < count; i += 1) {
      const office = this.offices[i % offices] as SimOffice;
      const user = rng.pick(office.users);
      const { identity, credentials } = await world.enrol(office, user);
      const laptop = new Laptop({
        name: `L${i + 1}`,
        identity,
        user,
        rng: rng.fork(),
        network: this.network,
        ledger: this.ledger,
      });
      this.laptops.push(laptop);
      this.credentials.set(laptop.name, credentials);
      await this.start(laptop);
    }
  }

  async start(laptop: Laptop): Promise<void> {
    this.note('start', laptop.name);
    if (this.options.mutation === 'replica_drops_row' && laptop.name === 'L1') laptop.dropsRow = laptop.starts === 0;
    if (this.options.mutation === 'engine_drops_operation') {
      await laptop.forgetPending();
    }
    let failure: unknown = null;
    laptop.start().catch((error: unknown) => {
      failure = error;
    });
    await drain();
    if (failure) {
      laptop.abandon();
      // A disk that takes nothing keeps the program from starting; it says so, and the next start finds all.
      const { code } = toFailure(failure);
      if (code === 'disk_full' || code === 'disk_failed') this.note('no_start', `${laptop.name} ${code}`);
      else this.failures.push(`${laptop.name} did not start: ${String((failure as Error).stack ?? failure)}`);
    }
  }

  /** Gives one request to the server and decides what the sender hears of it. */
  async deliver(wire: Wire, faults: boolean): Promise<void> {
    const { rng, network } = this;
    const credentials = this.credentials.get(wire.laptop) as Credentials;
    let body = wire.body;
    let kind = 'whole';
    if (faults) {
      kind = rng.weighted([
        [70, 'whole'],
        [5, 'cut_request'],
        [6, 'lost_answer'],
        [3, 'cut_answer'],
        [8, 'slow_answer'],
        [6, 'twice'],
        [2, 'busy'],
      ] as const);
    }
    if (kind === 'busy') {
      this.note('busy', `${wire.laptop} #${wire.number}`);
      network.fail(wire, 'server_busy');
      return;
    }
    if (kind === 'cut_request') body = body.slice(0, rng.int(body.length));
    this.requests += 1;
    const answer = await this.world.handle(credentials, wire.kind, body);
    this.note(
      wire.ghost ? 'ghost' : `${wire.kind}`,
      `${wire.laptop} #${wire.number} ${kind} -> ${answer ? `${answer.status} ${answer.status === 200 ? '' : answer.body}` : 'server died'}`,
    );
    if (answer && answer.status >= 500) this.failures.push(`the server answered ${answer.status}: ${answer.body}`);
    if (this.options.mutation === 'operation_doubled' && wire.kind === 'push' && answer?.status === 200) {
      await this.world.handle(credentials, 'push', renamed(wire.body, credentials.deviceId));
    }
    if (wire.ghost) return;
    if (!answer || kind === 'cut_request' || kind === 'cut_answer') network.fail(wire, 'offline');
    else if (kind === 'lost_answer') network.fail(wire, rng.pick(['offline', 'timeout']));
    else if (kind === 'slow_answer') wire.answer = answer;
    else {
      if (kind === 'twice') network.haunt(wire);
      network.take(wire);
      wire.resolve(answer);
    }
  }

  /** Operations that only a journal held which is gone now: they may be missing from here on. */
  async excuseGone(): Promise<void> {
    const logged = new Set<string>();
    for (const office of this.offices) for (const line of await this.world.operations(office.id)) logged.add(line.id);
    for (const entry of this.ledger.entries.values()) {
      if (entry.state !== 'saved' || entry.excused || logged.has(entry.id)) continue;
      if (!this.laptops.some((laptop) => laptop.held.has(entry.id))) {
        entry.excused = true;
        this.note('excused', entry.id);
      }
    }
  }

  loss(): ReplicaLoss {
    return this.rng.weighted([
      [8, 'none'],
      [3, 'last_writes'],
      [2, 'some_rows'],
      [1, 'unreadable'],
      [2, 'everything'],
    ] as const);
  }

  crash(laptop: Laptop): void {
    const loss = this.loss();
    this.note('crash', `${laptop.name} ${loss}`);
    this.doomed.delete(laptop);
    laptop.crash(loss);
  }

  async act(laptop: Laptop): Promise<void> {
    const engine = laptop.engine;
    if (!engine) return;
    const act = chooseAct(laptop, this.rng, this.fresh, this.forms);
    if (!act) return;
    let outcome = 'in flight';
    engine.commit(act.changes, act.actor.id).then(
      (result) => {
        outcome = result.ok ? result.value.map((op) => `${op.seq}:${op.id}`).join(' ') : result.failure.code;
        if (!result.ok && result.failure.code === 'unexpected') {
          this.failures.push(`${laptop.name}: ${act.name} failed without a reason`);
        }
        for (const op of result.ok ? result.value : []) {
          const known = this.ledger.entries.get(op.id)?.state;
          if (known !== 'saved')
            this.failures.push(`${laptop.name} acknowledged ${op.id}, which is ${known ?? 'unknown'}`);
        }
      },
      (error: unknown) => this.failures.push(`${laptop.name}: commit rejected with ${String(error)}`),
    );
    await drain();
    this.note(
      'act',
      `${laptop.name} ${act.name} ${act.changes.map((c) => `${c.collection}/${c.docId}`).join(' ')}: ${outcome}`,
    );
  }

  async once(): Promise<void> {
    const { rng, network, world } = this;
    this.step += 1;
    for (const [laptop, at] of this.doomed) if (this.step >= at) this.crash(laptop);
    const up = this.laptops.filter((laptop) => laptop.running && !this.doomed.has(laptop));
    const down = this.laptops.filter((laptop) => !laptop.running);
    const queued = network.waiting.filter((wire) => !wire.answer);
    const answered = network.waiting.filter((wire) => wire.answer);
    const usual = [
      [up.length > 0 ? 30 : 0, 'act'],
      [queued.length > 0 ? 34 : 0, 'deliver'],
      [queued.length > 1 ? 4 : 0, 'deliver_together'],
      [answered.length > 0 ? 12 : 0, 'answer'],
      [network.ghosts.length > 0 ? 4 : 0, 'ghost'],
      [queued.length > 0 ? 3 : 0, 'lose_request'],
      [queued.length > 0 ? 3 : 0, 'delay_request'],
      [up.length > 0 ? 8 : 0, 'ring'],
      [up.length > 0 ? 3 : 0, 'hint'],
      [up.length > 0 ? 4 : 0, 'line'],
      [up.length > 0 ? 1.5 : 0, 'crash'],
      [up.length > 0 ? 1.5 : 0, 'arm'],
      [up.length > 0 ? 0.7 : 0, 'stop'],
      [down.length > 0 ? 8 : 0, 'start'],
      [queued.length > 0 ? 1.5 : 0, 'server_crash'],
      [1, 'clock'],
      [up.length > 0 ? 0.7 : 0, 'damage_rows'],
      [up.length > 0 ? 1 : 0, 'disk_fault'],
      [0.8, 'copy_disk'],
      [this.copies.size > 0 ? 0.4 : 0, 'restore_disk'],
      [0.3, 'lose_journal'],
      [this.laptops.length < 8 ? 0.4 : 0, 'clone'],
      [0.4, 'server_backup'],
      [this.backup ? 0.25 : 0, 'server_restore'],
      [down.length > 0 ? 1 : 0, 'invalid'],
    ] as const;
    const event = rng.weighted(
      usual.map(([weight, name]) => [EVERYDAY.has(name) ? weight : weight * this.tilt(name), name] as const),
    );
    switch (event) {
      case 'act':
        return this.act(rng.pick(up));
      case 'deliver':
        return this.deliver(rng.pick(queued), true);
      case 'deliver_together': {
        const together = queued.slice(0, rng.between(2, 4));
        this.note(event, String(together.length));
        // Each is decided on beforehand, so that the race between them moves no decision.
        await Promise.all(together.map((wire) => this.deliver(wire, false)));
        return;
      }
      case 'answer': {
        const wire = rng.pick(answered);
        this.note(event, `${wire.laptop} #${wire.number}`);
        network.take(wire);
        wire.resolve(wire.answer as NonNullable<Wire['answer']>);
        return;
      }
      case 'ghost': {
        const wire = rng.pick(network.ghosts);
        network.ghosts = network.ghosts.filter((other) => other !== wire);
        return this.deliver(wire, false);
      }
      case 'lose_request': {
        const wire = rng.pick(queued);
        this.note(event, `${wire.laptop} #${wire.number}`);
        return network.fail(wire, rng.pick(['offline', 'timeout']));
      }
      case 'delay_request': {
        const wire = rng.pick(queued);
        this.note(event, `${wire.laptop} #${wire.number}`);
        network.haunt(wire);
        return network.fail(wire, 'timeout');
      }
      case 'ring': {
        const laptop = rng.pick(up);
        this.note(event, laptop.name);
        return laptop.ring();
      }
      case 'hint': {
        const laptop = rng.pick(up);
        const kind = rng.pick(['up', 'down', 'hint'] as const);
        this.note(event, `${laptop.name} ${kind}`);
        return laptop.hint(kind === 'hint' ? { kind, hint: { epoch: 'any', seq: await world.head() } } : { kind });
      }
      case 'line': {
        const laptop = rng.pick(up);
        laptop.online = !laptop.online;
        this.note(event, `${laptop.name} ${laptop.online ? 'online' : 'offline'}`);
        return;
      }
      case 'crash':
        return this.crash(rng.pick(up));
      case 'arm': {
        const laptop = rng.pick(up);
        this.note(event, laptop.name);
        laptop.arm();
        this.doomed.set(laptop, this.step + rng.between(1, 6));
        await this.act(laptop);
        return;
      }
      case 'stop': {
        const laptop = rng.pick(up);
        this.note(event, laptop.name);
        return laptop.stop();
      }
      case 'start':
        return this.start(rng.pick(down));
      case 'server_crash':
        this.note(event);
        world.crashAt(
          rng.weighted([
            [2, { at: 'statement', number: rng.int(12) }],
            [2, { at: 'commit' }],
            [2, { at: 'answer' }],
          ] as const),
        );
        await this.deliver(rng.pick(queued), false);
        world.crashAt(null);
        return;
      case 'clock': {
        const laptop = rng.pick(this.laptops);
        laptop.clockStep += rng.pick([-1, 1, -10]) * 365 * 86_400_000;
        this.note(event, laptop.name);
        return;
      }
      case 'damage_rows': {
        const laptop = rng.pick(up);
        this.note(event, laptop.name);
        return laptop.damageRows();
      }
      case 'disk_fault': {
        const laptop = rng.pick(up);
        this.note(event, laptop.name);
        laptop.disk.failNext({ kind: rng.pick(['full', 'failed']), keep: rng.next() });
        return this.act(laptop);
      }
      case 'copy_disk': {
        const laptop = rng.pick(this.laptops);
        this.note(event, laptop.name);
        this.copies.set(laptop.name, laptop.copyDisk());
        return;
      }
      case 'restore_disk': {
        const laptop = rng.pick(this.laptops.filter((other) => this.copies.has(other.name)));
        this.note(event, laptop.name);
        this.crashQuietly(laptop);
        laptop.restore(this.copies.get(laptop.name) as DiskCopy);
        return this.excuseGone();
      }
      case 'lose_journal': {
        const laptop = rng.pick(this.laptops);
        const withReplica = rng.chance(0.5);
        this.note(event, `${laptop.name} ${withReplica ? 'and the replica' : 'alone'}`);
        this.crashQuietly(laptop);
        laptop.loseJournal(withReplica);
        return this.excuseGone();
      }
      case 'clone': {
        const original = rng.pick(this.laptops);
        const clone = new Laptop({
          name: `${original.name}c${this.laptops.length + 1}`,
          identity: original.identity,
          user: original.user,
          rng: rng.fork(),
          network: this.network,
          ledger: this.ledger,
          copy: original.copyDisk(),
        });
        this.note(event, `${original.name} -> ${clone.name}`);
        this.credentials.set(clone.name, this.credentials.get(original.name) as Credentials);
        this.laptops.push(clone);
        this.clones.push({ original, clone, from: this.ledger.entries.size });
        return this.start(clone);
      }
      case 'server_backup':
        this.note(event);
        this.backup = await world.backup(this.offices);
        return;
      case 'server_restore':
        this.note(event);
        await world.restore(this.backup as ServerBackup);
        this.serverRestored = true;
        return this.excuseGone();
      case 'invalid': {
        const laptop = rng.pick(down);
        const drafts = invalidDrafts(laptop, rng, this.fresh);
        this.note(event, `${laptop.name} ${drafts.map((d) => `${d.id} ${JSON.stringify(d.patch)}`).join()}`);
        if (!(await laptop.writeRaw(drafts))) this.note('not_written', laptop.name);
        return;
      }
    }
  }

  crashQuietly(laptop: Laptop): void {
    this.doomed.delete(laptop);
    laptop.crash('none');
  }

  /** Faults have stopped: everybody is on, online, and exchanges by their own timers until nothing moves. */
  async settle(): Promise<readonly string[]> {
    for (const laptop of this.doomed.keys()) this.crash(laptop);
    for (const wire of this.network.ghosts.splice(0)) if (this.rng.chance(0.5)) await this.deliver(wire, false);
    for (const laptop of this.laptops) {
      laptop.online = true;
      for (let tries = 0; !laptop.running && tries < 20; tries += 1) await this.start(laptop);
    }
    // Somebody looks at everything: a row that can't be read is only found by reading it.
    for (const laptop of this.laptops) {
      void laptop.engine?.get([...laptop.store.docs.values()]);
      await drain();
    }
    let quiet = 0;
    for (let round = 1; round <= QUIET_ROUNDS; round += 1) {
      this.step += 1;
      let pushes = 0;
      for (let moved = true; moved;) {
        await drain();
        const wires = this.network.waiting.slice();
        moved = wires.length > 0;
        for (const wire of wires) {
          if (wire.kind === 'push') pushes += 1;
          if (this.options.mutation === 'queue_stalls' && wire.laptop === 'L1' && wire.kind === 'push') {
            this.network.fail(wire, 'server_busy');
          } else if (wire.answer) {
            this.network.take(wire);
            wire.resolve(wire.answer);
          } else {
            await this.deliver(wire, false);
          }
          await drain();
        }
      }
      const waiting = this.laptops.some((laptop) => (laptop.engine?.status().waiting ?? 1) > 0);
      quiet = pushes === 0 && !waiting ? quiet + 1 : 0;
      if (quiet === 2) return [];
      // I7: by its own timers, without a new write and without anybody asking for it.
      for (const laptop of this.laptops) laptop.ring();
    }
    return this.laptops.flatMap((laptop) => {
      const status = laptop.engine?.status();
      const problem = status?.problem?.code ?? 'none';
      return status && status.waiting === 0 && !status.busy
        ? []
        : [
            `${laptop.name} still has ${status?.waiting ?? '?'} waiting after ${QUIET_ROUNDS} rounds, problem: ${problem}`,
          ];
    });
  }

  /** Lets the faults stop, lets everything be exchanged, and judges. */
  async finish(): Promise<Verdict> {
    const stuck = [...(await this.settle())];
    const refused = new Map<string, ReadonlyMap<string, string>>();
    for (const laptop of this.laptops) {
      const list = (await laptop.engine?.refused()) ?? [];
      refused.set(laptop.name, new Map(list.map(({ operation, failure }) => [operation.id, failure.code])));
    }
    const logs = new Map<string, Awaited<ReturnType<World['operations']>>>();
    const documents = new Map<string, Awaited<ReturnType<World['documents']>>>();
    for (const office of this.offices) {
      logs.set(office.id, await this.world.operations(office.id));
      documents.set(office.id, await this.world.documents(office));
    }
    const verdict = judge({
      offices: this.offices,
      laptops: this.laptops,
      ledger: this.ledger,
      logs,
      documents,
      refused,
      serverRestored: this.serverRestored,
    });
    stuck.push(...this.failures, ...(await this.unnoticed()));
    for (const laptop of this.laptops) await laptop.stop();
    return { ...verdict, stuck: [...verdict.stuck, ...stuck] };
  }

  /** A clone is noticed once both laptops have new work of their own under the one name. */
  async unnoticed(): Promise<readonly string[]> {
    const silent: string[] = [];
    for (const { original, clone, from } of this.clones) {
      const later = [...this.ledger.entries.values()].slice(from).filter((entry) => entry.state === 'saved');
      const both = [original, clone].every((laptop) => later.some((entry) => entry.laptop === laptop.name));
      const noticed = original.notices.has('writer_forked') || clone.notices.has('writer_forked');
      if (both && !noticed && original.starts === 1 && clone.starts === 1 && !this.serverRestored) {
        silent.push(`nobody noticed that ${clone.name} is a clone of ${original.name}`);
      }
    }
    return silent;
  }
}

function renamed(body: string, deviceId: string): string {
  const request = JSON.parse(body) as { writer: string; operations: { id: string; writer: string; seq: number }[] };
  const writer = `${deviceId}.echo${request.operations[0]?.id.slice(0, 8)}`;
  return JSON.stringify({
    writer,
    operations: request.operations.map((op, at) => ({ ...op, id: `again-${op.id.slice(0, 20)}`, writer, seq: at + 1 })),
  });
}

/** Runs one seed against a world: its own offices, laptops and faults. */
export async function runSeed(world: World, seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const run = new Run(world, seed, options);
  const server: readonly (Mutation | undefined)[] = ['forgets_operation', 'forgets_conflict', 'leaks'];
  world.mutation = null;
  await run.setUp();
  if (server.includes(options.mutation)) world.mutation = options.mutation as ServerMutation;
  const steps = options.steps ?? run.rng.between(60, 220);
  for (let i = 0; i < steps; i += 1) {
    await run.once();
    await drain();
  }
  const verdict = await run.finish();
  world.mutation = null;
  return {
    ...verdict,
    seed,
    operations: run.ledger.entries.size,
    laptops: run.laptops.length,
    requests: run.requests,
    events: run.events,
  };
}
