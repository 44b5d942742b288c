import { isUuid, newId, systemClock } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import { TransactionRunner } from '@lk/persistence';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { Actor } from './actor.decorator';
import { AuditLog } from './audit-log';
import { Needs } from './needs.decorator';
import { type Principal, type Role, ROLES } from './principal';
import { newToken, secretHash } from './secrets';
import { TokenRepository, type TokenRow } from './token.repository';

const DAY_MS = 24 * 3_600_000;

export class IssueTokenBody {
  /** Whose it is. Tokens with one name are one person. */
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,99}$/u, {
    message: '$property must be letters, digits and . _ @ - with at most 100 characters',
  })
  name!: string;

  @IsIn(ROLES)
  role!: Role;

  @IsInt()
  @Min(1)
  @Max(730)
  expiresInDays = 90;
}

export class TokenView {
  readonly id!: string;
  readonly name!: string;
  readonly role!: Role;
  readonly createdAt!: Date;
  readonly createdBy!: string;
  readonly expiresAt!: Date;
  /** To the minute. */
  readonly lastUsedAt!: Date | null;
  readonly revokedAt!: Date | null;
  readonly revokedBy!: string | null;
}

export class TokenListView {
  readonly tokens!: readonly TokenView[];
}

export class IssuedTokenView {
  readonly id!: string;
  readonly name!: string;
  readonly role!: Role;
  readonly expiresAt!: Date;
  /** Shown now and never again: only its hash is kept. */
  readonly token!: string;
}

/** Tokens of people and scripts. */
@Controller('api/tokens')
@Needs('admin')
export class TokensController {
  constructor(
    private readonly tokens: TokenRepository,
    private readonly transactions: TransactionRunner,
    private readonly audit: AuditLog,
  ) {}

  /** Newest first, also those that are over. */
  @Get()
  async list(): Promise<TokenListView> {
    return { tokens: (await this.tokens.list()).map(toView) };
  }

  @Post()
  async issue(
    @Actor() actor: Principal,
    @Body(strictValidation) { name: given, role, expiresInDays }: IssueTokenBody,
  ): Promise<IssuedTokenView> {
    const [id, token, createdAt] = [newId(), newToken(), systemClock.now()];
    const expiresAt = new Date(createdAt.getTime() + expiresInDays * DAY_MS);
    // Two spellings of one letter are one name.
    const name = given.normalize('NFC').trim();
    const row = { id, name, role, hash: secretHash(token), createdAt, createdBy: actor.id };
    await this.transactions.run(async (tx) => {
      await this.tokens.insert(tx, { ...row, expiresAt });
      const details = { name, role, expiresInDays };
      const what = { action: 'token.issue', subject: `token:${id}`, details };
      await this.audit.record(tx, { actor, ...what, outcome: 'allowed' });
    });
    return { id, name, role, expiresAt, token };
  }

  /** At once, with every session that it opened. */
  @Delete(':id')
  @HttpCode(204)
  async revoke(@Actor() actor: Principal, @Param('id') id: string): Promise<void> {
    const revoked = isUuid(id) && (await this.revokeRecorded(actor, id));
    if (!revoked) throw new NotFoundException('There is no such token that is still valid');
  }

  private revokeRecorded(actor: Principal, id: string): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const name = await this.tokens.revoke(tx, id, systemClock.now(), actor.id);
      if (name === undefined) return false;
      const what = { action: 'token.revoke', subject: `token:${id}`, details: { name } };
      await this.audit.record(tx, { actor, ...what, outcome: 'allowed' });
      return true;
    });
  }
}

function toView(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}
