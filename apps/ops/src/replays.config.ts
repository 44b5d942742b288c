import { IsInt, Max, Min } from 'class-validator';

/** Replays: how a job goes about. */
export class ReplaysConfig {
  /** Messages of a replay that may be under way at once; also what one look at outcomes asks for. */
  @IsInt()
  @Min(1)
  @Max(5000)
  OPS_REPLAY_IN_FLIGHT = 1000;

  /**
   * Messages waiting in an origin queue above which a replay holds back. A live message waits behind
   * them, so with 100 and a service that handles 200 a second, half a second at most.
   */
  @IsInt()
  @Min(1)
  OPS_REPLAY_QUEUE_DEPTH = 100;

  /**
   * Milliseconds after which a message whose outcome is open counts as undecided. All attempts of a
   * message last 13 minutes at most; one whose outcome at the bank is unknown may take days, and is
   * looked after when its job has ended, too.
   */
  @IsInt()
  @Min(100)
  OPS_REPLAY_UNDECIDED_MS = 1_200_000;

  /** Milliseconds between two looks at the outcomes of what was sent. */
  @IsInt()
  @Min(10)
  OPS_REPLAY_POLL_MS = 500;

  /**
   * Milliseconds that queues must be seen empty before a message, whose sender died while sending it,
   * counts as never sent. Longer than a handler takes; the longest call to the bank is 75 s.
   */
  @IsInt()
  @Min(100)
  OPS_REPLAY_QUIET_MS = 120_000;

  /**
   * Milliseconds after which the job of a process that died is taken over. Longer than the longest step
   * of a job: owners are asked (3 s) and a batch is confirmed (15 s).
   */
  @IsInt()
  @Min(500)
  OPS_JOB_LEASE_MS = 30_000;

  /** Milliseconds between two looks for jobs that nobody works on. */
  @IsInt()
  @Min(10)
  OPS_JOB_POLL_MS = 1000;
}
