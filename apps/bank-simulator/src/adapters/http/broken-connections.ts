import { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyReply } from 'fastify';
import { type Breakage } from '../../domain/fault-rule';

/** What a client would have got, had the connection not been broken. */
export interface WireAnswer {
  status: number;
  body: unknown;
}

/** Breaks connections the ways networks do, and lets go of all that is still held. */
export class BrokenConnections {
  private readonly held = new Set<Socket>();
  private waiting = new AbortController();
  private closed = false;

  /** False when the simulator was reset or stopped meanwhile: nothing may take effect any more. */
  async pause(delayMs = 0): Promise<boolean> {
    if (delayMs <= 0) return true;
    if (this.closed) return false;
    const { signal } = this.waiting;
    return sleep(delayMs, true, { ref: false, signal }).catch(() => false);
  }

  /** `answer` is what a partial answer is a part of. */
  break(reply: FastifyReply, breakage: Breakage, answer?: WireAnswer): void {
    reply.hijack();
    const { socket } = reply.raw;
    // The client may have left during a pause: there is nothing to break, and nothing to hold.
    if (!socket || socket.destroyed) return;
    switch (breakage) {
      case 'close':
        reply.raw.destroy();
        break;
      case 'reset':
        reset(socket);
        break;
      case 'half-open':
        this.hold(socket);
        break;
      case 'partial':
        writeHalf(reply, answer);
        break;
    }
  }

  /** Connections that wait for an answer that never comes. */
  get heldConnections(): number {
    return this.held.size;
  }

  /** Ends what is held and every pause. */
  release(): void {
    this.waiting.abort();
    this.waiting = new AbortController();
    for (const socket of this.held) socket.destroy();
    this.held.clear();
  }

  /** As release, and nothing is held any more: a held connection would hold the shutdown too. */
  close(): void {
    this.closed = true;
    this.release();
  }

  private hold(socket: Socket): void {
    if (this.closed) {
      socket.destroy();
      return;
    }
    this.held.add(socket);
    socket.once('close', () => this.held.delete(socket));
  }
}

/** A TLS socket cannot be reset itself; the TCP socket below it can. */
function reset(socket: Socket & { _parent?: Socket }): void {
  (socket._parent ?? socket).resetAndDestroy();
}

function writeHalf(reply: FastifyReply, answer: WireAnswer = { status: 200, body: {} }): void {
  const bytes = Buffer.from(JSON.stringify(answer.body ?? {}));
  reply.raw.writeHead(answer.status, {
    'x-request-id': String(reply.getHeader('x-request-id')),
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  });
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
}
