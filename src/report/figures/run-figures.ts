/**
 * The figures of a whole journal, gathered in one pass with bounded memory, however large the journal is.
 *
 *     events ─► requests ─► timeline, endpoints, series
 *            └► incidents, commands, connections          ─► RunFigures, plain data for a page
 *
 * What the run itself reported in the end (`sim.run-ended`) is taken as it is: it knows thresholds, its verdict, and when data
 * samples were due.
 */
import type { StreamedEvent } from '../../operator/events.js';
import type { ErrorGroup, FleetReport, SampleCounts } from '../../sim/report/report.js';
import { type CommandFigures, CommandTallies } from './commands.js';
import { type EndpointLists, EndpointTallies, type FleetFigures } from './endpoints.js';
import { type FaultFigures, Incidents, type Mark, type Refusal } from './incidents.js';
import { type End, number, type Request, Requests, type Side, text } from './requests.js';
import { type OtherField, type Series, SeriesFigures } from './series.js';
import { type Timeline, TimelineFigures } from './timeline.js';

export interface RunFigures {
  /** Undefined: there was no request. */
  readonly side: Side | undefined;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly events: number;
  /** Undefined: the journal ends before its run, or is that of a platform. */
  readonly report: FleetReport | undefined;
  readonly samples: SampleCounts;
  readonly timeline: Timeline;
  readonly fleets: readonly FleetFigures[];
  readonly endpoints: EndpointLists;
  readonly series: readonly Series[];
  readonly seriesLeftOut: number;
  readonly otherFields: readonly OtherField[];
  readonly commands: readonly CommandFigures[];
  readonly errors: readonly ErrorGroup[];
  readonly refusals: readonly Refusal[];
  readonly faults: readonly FaultFigures[];
  readonly marks: { readonly shown: readonly Mark[]; readonly more: number };
  readonly notes: readonly string[];
}

const NOTES_MAX = 200;

export class RunCollector {
  readonly #timeline = new TimelineFigures();
  readonly #endpoints = new EndpointTallies();
  readonly #series = new SeriesFigures();
  readonly #incidents = new Incidents();
  readonly #commands = new CommandTallies();
  readonly #requests = new Requests({
    sent: (request, payload) => this.#sent(request, payload),
    ended: (request, end) => this.#ended(request, end),
  });
  readonly #samples = { sent: 0, confirmed: 0, rejected: 0, unanswered: 0, late: 0 };
  readonly #clients = { fleet: new Set<unknown>(), platform: new Set<unknown>() };
  readonly #notes: string[] = [];
  #report: FleetReport | undefined;
  #events = 0;
  #from: number | undefined;
  #to = 0;

  get events(): number {
    return this.#events;
  }

  /** Takes an event of the journal in. */
  add(event: StreamedEvent): void {
    if (number(event.at) === undefined) return;
    this.#events++;
    this.#from ??= event.at;
    this.#to = Math.max(this.#to, event.at);
    this.#requests.read(event);
    this.#incidents.read(event);
    if (event.type.includes('.command-')) this.#readCommand(event);
    else this.#readRest(event);
  }

  figures(): RunFigures {
    if (this.#events > 0) this.#timeline.reach(this.#to);
    return {
      side: this.#requests.side,
      from: this.#from ?? 0,
      to: this.#to,
      events: this.#events,
      report: this.#report,
      samples: this.#samples,
      timeline: this.#timeline.timeline(),
      fleets: this.#endpoints.fleets(),
      endpoints: this.#endpoints.lists(),
      series: this.#series.list(),
      seriesLeftOut: this.#series.leftOut,
      otherFields: this.#series.others(),
      commands: this.#commands.list(),
      errors: this.#incidents.errors(),
      refusals: this.#incidents.refusals(),
      faults: this.#incidents.faults(),
      marks: this.#incidents.marks(),
      notes: this.#notes,
    };
  }

  #sent(request: Request, payload: string): void {
    if (request.samples === 0) return;
    this.#samples.sent += request.samples;
    this.#timeline.count('sent', request.at, request.samples);
    this.#endpoints.sent(request);
    this.#series.sent(request, payload);
  }

  #ended(request: Request, end: End): void {
    this.#incidents.ended(request, end);
    if (request.samples === 0) return;
    this.#samples[end.outcome] += request.samples;
    // An answer that comes late was missed before.
    if (end.outcome === 'late') this.#samples.unanswered -= request.samples;
    this.#timeline.ended(request, end);
    this.#endpoints.ended(request, end);
  }

  #readCommand(event: StreamedEvent): void {
    this.#commands.read(event);
    if (event.type === 'cex.command-pending') this.#timeline.count('commands', event.at);
    if (event.type === 'cex.command-executed') this.#timeline.count('results', event.at);
  }

  #readRest(event: StreamedEvent): void {
    switch (event.type) {
      case 'sim.connected':
        this.#connection(event, 'fleet', true);
        break;
      case 'sim.connection-lost':
        this.#timeline.count('lost', event.at);
        this.#connection(event, 'fleet', false);
        break;
      case 'sim.connection-closed':
        this.#connection(event, 'fleet', false);
        break;
      case 'sim.reconnecting':
        this.#timeline.count('reconnects', event.at);
        break;
      case 'kpc.client-connected':
        this.#connection(event, 'platform', true);
        break;
      case 'kpc.client-disconnected':
        this.#connection(event, 'platform', false);
        break;
      case 'kpc.message-ignored':
      case 'kpc.client-refused':
        this.#timeline.count('ignored', event.at, number(event.count) ?? 1);
        break;
      case 'sim.fault':
      case 'platform.fault':
        this.#timeline.count('faults', event.at);
        break;
      case 'sim.note':
        if (this.#notes.length < NOTES_MAX) this.#notes.push(text(event.text));
        break;
      case 'sim.run-ended':
        this.#report = event.report as FleetReport;
    }
  }

  /** Clients of the fleet where there are any: a platform of the run's own has the same ones. */
  #connection({ at, client }: StreamedEvent, side: Side, isOpen: boolean): void {
    const clients = this.#clients[side];
    if (isOpen) clients.add(client);
    else clients.delete(client);
    if (side === 'fleet' || this.#clients.fleet.size === 0) this.#timeline.connected(at, clients.size);
  }
}
